"""Pages of long lists: the cursor names the row where a page ends, so that the last page costs what the first does.

Lists are sorted by one column, then by id in the same direction. The cursor is signed: a client cannot make one up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.core.errors import Refused

M = TypeVar("M", bound=Model)
WALKED = 6_000  # rows: about ten milliseconds
_SIGNED = Signer(salt="place in a list")  # without a moment: the same page has the same links, and so the same ETag
_LONGEST = 1500  # a name in letters that JSON writes with six signs each
_DAY = 10  # signs of a date without a time


class BadCursor(Refused):
    """The cursor is not one of this list."""

    def __init__(self) -> None:
        super().__init__(
            _("Đường dẫn trang này không còn dùng được. Xin xem lại từ trang đầu."), field="cursor", code="bad_cursor"
        )


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page, and the cursors of its neighbours ("" where there is none)."""

    rows: Sequence[M]
    next: str
    previous: str


@dataclass(frozen=True)
class _Place:
    """Between which rows a page lies: after (or before) the row with this value and id."""

    backwards: bool
    value: Any
    pk: int


@dataclass(frozen=True)
class Walk(Generic[M]):
    """How to look first among the rows next in order: where many are asked for, the page is full at once.

    ``whole`` is the list without what is asked for. ``narrow`` is what is asked for, in words that no index knows: else
    the database, which cannot tell how many there are, may look all of them up to sort them.
    """

    whole: QuerySet[M, M]
    narrow: QuerySet[M, M]


@dataclass(frozen=True)
class _Way:
    """Along which column a list is read, whether downwards, and after which place."""

    column: str
    goes_down: bool
    place: _Place | None

    def along(self, rows: QuerySet[M, M]) -> QuerySet[M, M]:
        """Return ``rows`` beyond the place, in order."""
        sign = "-" if self.goes_down else ""
        if self.place is not None:
            rows = rows.filter(beyond(self.column, self.place.value, self.place.pk, goes_down=self.goes_down))
        return rows.order_by(f"{sign}{self.column}", f"{sign}id")


def beyond(column: str, value: Any, pk: int, *, goes_down: bool) -> Q:
    """Limit to what comes after the row with this ``value`` and number in a list sorted by ``column``, then by number.

    The first condition is the one an index can walk to.
    """
    than = "lt" if goes_down else "gt"
    return Q((f"{column}__{than}e", value)) & (Q((f"{column}__{than}", value)) | Q((f"pk__{than}", pk)))


def page(rows: QuerySet[M, M], *, by: str, cursor: str, size: int, walk: Walk[M] | None = None) -> Page[M]:
    """Return the page of ``rows`` at ``cursor`` ("" for the first), ``size`` rows of it. One query, or three.

    ``by`` is a column, "-" before it for the last first; it must not be null. Raises BadCursor.
    """
    place = _read(cursor, by) if cursor else None
    backwards = place is not None and place.backwards
    way = _Way(by.removeprefix("-"), by.startswith("-") != backwards, place)
    found = (_among_the_next(walk, way, size) if walk else None) or list(way.along(rows)[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, has_more) if backwards else (has_more, place is not None)
    return Page(
        rows=found,
        next=_write(found[-1], by, backwards=False) if found and has_next else "",
        previous=_write(found[0], by, backwards=True) if found and has_previous else "",
    )


def _among_the_next(walk: Walk[M], way: "_Way", size: int) -> list[M] | None:
    """Return the page and one row more, if the next WALKED rows of the whole list hold that many; None if not."""
    edge = list(way.along(walk.whole).values_list(way.column, flat=True)[WALKED : WALKED + 1])
    if not edge:
        return None
    until = "gte" if way.goes_down else "lte"
    found = list(way.along(walk.narrow.filter((f"{way.column}__{until}", edge[0])))[: size + 1])
    return found if len(found) > size else None


def links(request: HttpRequest, shown: Page[M]) -> dict[str, str | None]:
    """Return the absolute addresses of the next and the previous page, None where there is none."""
    return {name: _address(request, cursor) for name, cursor in (("next", shown.next), ("previous", shown.previous))}


def link_header(addresses: Mapping[str, str | None]) -> str:
    """Return the value of the header ``Link`` (RFC 8288) for what :func:`links` returned; "" where there is none."""
    names = {"next": "next", "previous": "prev"}
    return ", ".join(f'<{address}>; rel="{names[name]}"' for name, address in addresses.items() if address)


def _address(request: HttpRequest, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _write(row: Model, by: str, *, backwards: bool) -> str:
    value = getattr(row, by.removeprefix("-"))
    written = [value.isoformat()] if isinstance(value, date) else value  # JSON knows neither: a list is a day, a moment
    return _SIGNED.sign_object([by, int(backwards), written, row.pk])


def _read(cursor: str, by: str) -> _Place:
    try:
        if len(cursor) > _LONGEST:
            raise BadCursor
        sorted_by, backwards, value, pk = _SIGNED.unsign_object(cursor)
    except (BadSignature, ValueError):
        raise BadCursor from None
    if sorted_by != by:
        raise BadCursor
    return _Place(bool(backwards), _moment(value[0]) if isinstance(value, list) else value, pk)


def _moment(written: str) -> date:
    return date.fromisoformat(written) if len(written) == _DAY else datetime.fromisoformat(written)
