"""What an address asks of the inbox: tab, filters, place. Every view of it has an address that shows it again."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.reports.inbox import Place, Tab
from backend.reports.inbox_filters import Filters

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([ab])(\d{1,17})-(\d{1,18})")
_LONGEST = 100
_SECOND_ROW = (
    "level", "channel", "assignee", "near_boundary", "hotspot", "photo", "created_from", "created_to", "group", "box",
)  # fmt: skip


class BadCursor(Refused):
    """The cursor is not one of an inbox."""

    def __init__(self) -> None:
        super().__init__(
            _("Liên kết trang này không còn dùng được. Xin xem lại từ trang đầu."), field="cursor", code="bad_cursor"
        )


@dataclass(frozen=True)
class Asked:
    tab: Tab
    filters: Filters
    place: Place | None = None

    @property
    def is_filtered(self) -> bool:
        return any(vars(self.filters).values())

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter of the second row is set."""
        return any(getattr(self.filters, name) for name in _SECOND_ROW)

    def query(self, *, tab: Tab | None = None, place: Place | None = None) -> str:
        """Return the query of the same view, of another tab, or of a page beside it."""
        asked = {"tab": (tab or self.tab).value} | {name: value for name, value in vars(self.filters).items() if value}
        return urlencode(asked | {"cursor": written(place)} if place else asked)


def read(query: QueryDict) -> Asked:
    """Return what ``query`` asks for. Raises Refused for a tab or a cursor that is none."""
    filters = {name: clean_line(query.get(name, "")[:_LONGEST]) for name in Filters.__dataclass_fields__}
    return Asked(_tab(query.get("tab", "")), Filters(**filters), _place(query.get("cursor", "")))


def read_kindly(query: QueryDict) -> Asked:
    """Return what ``query`` asks for; of what cannot be read, what is nearest: an old link still opens an inbox."""
    try:
        return read(query)
    except Refused:
        kept = query.copy()
        kept.pop("cursor", None)
        if kept.get("tab") not in set(Tab):
            kept.pop("tab", None)
        return read(kept)


def written(place: Place) -> str:
    """Return the place as it stands in an address: the deadline in microseconds since 1970 (UTC), and the id."""
    micros = (place.resolve_by - _EPOCH) // timedelta(microseconds=1)
    return f"{'b' if place.backwards else 'a'}{micros}-{place.pk}"


def _tab(name: str) -> Tab:
    try:
        return Tab(name or Tab.OPEN)
    except ValueError:
        raise Refused(_("Không có mục này trong hộp việc."), field="tab", code="unknown_tab") from None


def _place(cursor: str) -> Place | None:
    if not cursor:
        return None
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise BadCursor
    way, micros, pk = found.groups()
    return Place(_EPOCH + timedelta(microseconds=int(micros)), int(pk), backwards=way == "b")
