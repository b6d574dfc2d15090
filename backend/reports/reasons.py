"""Why an act is done: one sentence at least, in the person's own words."""

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.text import clean

LONGEST = 4000


def checked_reason(reason: str, *, field: str = "reason") -> str:
    """Return the reason cleaned. Raises Refused (``field``) where there is none, or over 4,000 characters."""
    words = clean(reason)
    if not words:
        raise Refused(_("Xin ghi lý do."), field=field, code="required")
    if len(words) > LONGEST:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST}, field=field, code="too_long")
    return words
