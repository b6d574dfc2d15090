"""Pictures that other systems keep: their addresses are for staff, who open them or not. Nothing here asks for them."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.reports.models import Event, OutsideLink

MOST = 10
_LONGEST = 1000
_PLAIN = re.compile(r"[!-~]+")  # ASCII without blanks: what else an address holds is written with %


def check(urls: Sequence[str]) -> None:
    """Raise Refused (``outside_links``) for too many, and for what is no address of http or https."""
    if len(urls) > MOST:
        raise Refused(
            _("Xin gửi không quá %(most)s liên kết.") % {"most": MOST}, field="outside_links", code="too_many"
        )
    if not all(map(_is_address, urls)):
        words = _("Liên kết phải là địa chỉ http hoặc https, không quá %(most)s ký tự.")
        raise Refused(words % {"most": _LONGEST}, field="outside_links")


def keep(urls: Sequence[str], event: Event) -> None:
    """Keep addresses that came with ``event``. One statement, none where there are none."""
    if urls:
        rows = (OutsideLink(report=event.report, event=event, url=url) for url in dict.fromkeys(urls))
        OutsideLink.objects.bulk_create(rows)


def _is_address(url: str) -> bool:
    if len(url) > _LONGEST or not _PLAIN.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[": half an address of version 6
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
