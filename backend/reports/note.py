"""Words of staff beside the way of a report: internal notes, a look at the contact, a call."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.core.security import Deed, tell
from backend.core.text import clean
from backend.reports.lifecycle import LONGEST_NOTE
from backend.reports.models import Event, Kind, Mention, Report
from backend.reports.record import record
from backend.reports.rights import NotYours, may_note

MOST_NAMED = 10
MOST_UNSEEN = 20
_NAMED = re.compile(r"(?<![\w.@-])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)")
_KINDS = frozenset({Kind.NOTED, Kind.CONTACT_SEEN, Kind.CALLED})


def note(
    report: Report,
    text: str,
    *,
    by: Staff,
    now: datetime,
    kind: Kind = Kind.NOTED,
    data: Mapping[str, object] | None = None,
) -> Event:
    """Add an internal note; with ``kind`` a look at the contact (the text is why) or a call (the text is its result).

    ``data`` are codes that go with it. Those who work with the unit in charge may note, too. Raises NotYours, and
    Refused for no words.
    """
    if kind not in _KINDS:
        raise ValueError(kind)
    if not may_note(by.user, report):
        raise NotYours(_("Chỉ đơn vị chủ trì và đơn vị phối hợp mới ghi được."), code="not_yours")
    words = clean(text)
    if not words:
        raise Refused(_("Xin ghi nội dung."), field="text", code="required")
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="text", code="too_long")
    named = mentioned(report, words, by=by) if kind == Kind.NOTED else ()
    with transaction.atomic():
        held = Report.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
        event = record(held, kind, by=by, now=now, words=words, data=data, is_public=False)
        Mention.objects.bulk_create(Mention(event=event, report=held, user=one) for one in named)
    if kind == Kind.CONTACT_SEEN:
        tell(Deed.CONTACT_SEEN, who=by.user.pk, report=report.code)
    return event


def mentioned(report: Report, words: str, *, by: Staff) -> list[User]:
    """Return whom ``words`` name (@username) of those who may see ``report``; raises Refused for anybody else.

    Nobody hears of a note they cannot read, and a name with a slip in it is said, not swallowed. One's own is no news.
    """
    names = set(_NAMED.findall(words))
    if not names:
        return []
    if len(names) > MOST_NAMED:
        raise Refused(_("Nhắc nhiều nhất %(most)s người.") % {"most": MOST_NAMED}, field="text", code="too_many")
    people = User.objects.filter(username__in=names, is_active=True).order_by("id")
    found = {one.username: one for one in people if Report.objects.for_staff(one).filter(pk=report.pk).exists()}
    if missing := sorted(names - found.keys()):
        said = ", ".join(f"@{name}" for name in missing)
        raise Refused(
            _("Không nhắc được %(names)s: không có người này, hoặc không được xem phản ánh.") % {"names": said},
            field="text",
            code="unknown_person",
        )
    return [one for one in found.values() if one.pk != by.user.pk]


def seen(report: Report, user: User, *, now: datetime) -> None:
    """Note that ``user`` has opened the report in which they were named. One statement."""
    Mention.objects.filter(report=report, user=user, seen_at__isnull=True).update(seen_at=now)


def unseen(user: User) -> list[Mention]:
    """Return the notes that name ``user`` and wait to be read, the newest first. One statement."""
    rows = Mention.objects.filter(user=user, seen_at__isnull=True).select_related("report__category", "event__words")
    visible = Report.objects.for_staff(user).values("pk")
    return list(rows.select_related("event__actor").filter(report__in=visible).order_by("-id")[:MOST_UNSEEN])
