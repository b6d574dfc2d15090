"""What a reader of the public map asks for: the words of the address, and the reports they name."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from backend.core.errors import Refused
from backend.reports.models import Report, Status
from backend.routing.models import Group
from citizen_api.api.filters import narrowed

RECENT = timedelta(days=30)  # what was solved longer ago is in the figures, no longer on the map
OPEN, SOLVED = "open", "solved"
STATES: Mapping[str, Promise] = {
    "": lazy("Chưa xong và mới xử lý xong"),
    OPEN: lazy("Chưa xong"),
    SOLVED: lazy("Đã xử lý trong 30 ngày qua"),
}
PERIODS: Mapping[str, Promise] = {
    "": lazy("Lúc nào cũng được"),
    "7": lazy("7 ngày qua"),
    "30": lazy("30 ngày qua"),
    "90": lazy("3 tháng qua"),
    "365": lazy("12 tháng qua"),
}


@dataclass(frozen=True)
class Asked:
    """The words as they came. ``kind`` is a group or a category, ``days`` a period, ``box`` west,south,east,north."""

    q: str = ""
    ward: str = ""
    kind: str = ""
    state: str = ""
    days: str = ""
    box: str = ""

    @property
    def query(self) -> str:
        """The words that were said, as the query of an address."""
        return urlencode({one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)})

    @property
    def everywhere(self) -> str:
        """The same query without its box."""
        return replace(self, box="").query

    @property
    def is_filtered(self) -> bool:
        return bool(self.ward or self.kind or self.state or self.days)


def read(query: QueryDict) -> Asked:
    """Return what the address asks for; nothing is checked yet, words it does not know are left out."""
    return Asked(**{one.name: query.get(one.name, "").strip() for one in fields(Asked)})


def found(asked: Asked, *, now: datetime) -> QuerySet[Report]:
    """Return the released reports that are open or were solved lately and that ``asked`` names.

    Raises Refused for the first word that is none. The reports are not asked for yet.
    """
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    words = {"ward": asked.ward, "q": asked.q, "bbox": asked.box, "created_from": _first_day(asked.days, today)}
    kind = {"group" if asked.kind in Group.values else "category": asked.kind}
    return narrowed(_in_state(asked.state, today), words | kind, now=now)


def _in_state(state: str, today: date) -> QuerySet[Report]:
    since = datetime.combine(today - RECENT, time.min, timezone.get_default_timezone())
    solved = Q(is_open=False, status__in=(Status.RESOLVED, Status.CLOSED), resolved_at__gte=since)
    wanted = {"": Q(is_open=True) | solved, OPEN: Q(is_open=True), SOLVED: solved}
    if state not in wanted:
        raise Refused(_("Không có trạng thái này."), field="state", code="unknown_status")
    return Report.objects.released().filter(wanted[state])


def _first_day(days: str, today: date) -> str:
    if days not in PERIODS:
        raise Refused(_("Không có khoảng thời gian này."), field="days", code="unknown_period")
    return (today - timedelta(days=int(days))).isoformat() if days else ""
