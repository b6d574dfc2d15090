"""Pages of long lists by cursor."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from backend.core.models import CalendarException
from backend.http.paging import BadCursor, Page, Walk, link_header, links, page

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIRST = date(2030, 1, 1)


def _signed(place: list[int]) -> str:
    return Signer(salt="place in a list").sign_object(place)


@pytest.fixture
def days() -> list[int]:
    CalendarException.objects.all().delete()
    rows = [CalendarException(day=FIRST + timedelta(days=n), works=False, reason=str(n // 3)) for n in range(10)]
    return [row.pk for row in CalendarException.objects.bulk_create(rows)]


def reasons(cursor: str = "", *, by: str = "-reason", size: int = 4) -> Page[CalendarException]:
    return page(CalendarException.objects.all(), by=by, cursor=cursor, size=size)


@pytest.mark.parametrize("by", ["-reason", "reason", "-day", "day"])
def test_forward_and_back_every_row_is_seen_once_also_where_values_repeat(days: list[int], by: str) -> None:
    expected = sorted(days, reverse=by.startswith("-"))
    shown = reasons(by=by)
    assert shown.previous == ""
    pages = [shown]
    while shown.next:
        shown = reasons(shown.next, by=by)
        pages.append(shown)
    assert [row.pk for one in pages for row in one.rows] == expected
    back = reasons(pages[2].previous, by=by)
    assert [row.pk for row in back.rows] == [row.pk for row in pages[1].rows]
    first = reasons(back.previous, by=by)
    assert [row.pk for row in first.rows] == [row.pk for row in pages[0].rows]
    assert first.previous == ""
    assert first.next


@pytest.mark.parametrize("by", ["-day", "day"])
@pytest.mark.parametrize("wanted", [{"0", "1", "2"}, {"1"}, {"3"}, {"none"}])
@pytest.mark.parametrize("walked", [1, 3, 100])
def test_looking_first_among_the_next_rows_finds_the_same_pages(
    days: list[int], monkeypatch: pytest.MonkeyPatch, by: str, wanted: set[str], walked: int
) -> None:
    monkeypatch.setattr("backend.http.paging.WALKED", walked)
    whole = CalendarException.objects.all()
    rows = whole.filter(reason__in=wanted)
    cursors, seen = [""], []
    for cursor in cursors:
        plain = page(rows, by=by, cursor=cursor, size=2)
        shown = page(rows, by=by, cursor=cursor, size=2, walk=Walk(whole, rows))
        assert shown == plain
        seen += [row.pk for row in shown.rows]
        cursors += [shown.next] if shown.next else []
        if shown.previous:
            back = page(rows, by=by, cursor=shown.previous, size=2, walk=Walk(whole, rows))
            assert back == page(rows, by=by, cursor=shown.previous, size=2)
    assert seen == [row.pk for row in rows.order_by(by)]


def test_a_full_page_among_the_next_rows_asks_for_no_other(days: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.http.paging.WALKED", 5)
    whole = CalendarException.objects.all()
    with CaptureQueriesContext(connection) as asked:
        shown = page(whole.none(), by="-day", cursor="", size=4, walk=Walk(whole, whole))
    assert [row.pk for row in shown.rows] == sorted(days, reverse=True)[:4]
    assert len(asked) == 2


def test_rows_that_come_in_at_the_top_do_not_shift_the_next_page(days: list[int]) -> None:
    shown = reasons()
    CalendarException.objects.create(day=FIRST + timedelta(days=50), works=False, reason="9")
    assert [row.pk for row in reasons(shown.next).rows] == sorted(days, reverse=True)[4:8]


def test_a_page_is_one_query(days: list[int]) -> None:
    cursor = reasons().next
    with CaptureQueriesContext(connection) as asked:
        reasons(cursor)
    assert len(asked) == 1


def test_the_same_page_has_the_same_neighbours_whenever_it_is_asked_for(days: list[int]) -> None:
    with mock.patch("time.time", return_value=1.8e9):
        then = reasons(reasons().next)
    assert reasons(reasons().next) == then


def test_an_empty_list_has_one_empty_page() -> None:
    CalendarException.objects.all().delete()
    assert reasons() == Page(rows=[], next="", previous="")


@pytest.mark.parametrize(
    "cursor",
    ["x", "a:b:c", "x" * 400, _signed([1]), _signed([1, 2, 3, 4]), _signed([1, 2, 3, 4, 5]), "\ud800"],
    ids=["a letter", "three parts", "long", "too few keys", "of no list", "too many keys", "half a character"],
)
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        reasons(cursor)


def test_a_cursor_of_another_list_is_refused(days: list[int]) -> None:
    with pytest.raises(BadCursor):
        reasons(reasons().next, by="reason")


def test_neighbours_are_whole_addresses_that_keep_the_query(days: list[int]) -> None:
    request = RequestFactory().get("/api/v1/x?q=r%C3%A1c&cursor=old")
    addresses = links(request, reasons())
    assert addresses["previous"] is None
    assert addresses["next"] is not None
    assert addresses["next"].startswith("http://testserver/api/v1/x?q=r%C3%A1c&cursor=")
    assert "old" not in addresses["next"]
    assert link_header(addresses) == f'<{addresses["next"]}>; rel="next"'


def test_the_cursor_of_a_long_name_in_other_letters_is_taken_back(days: list[int]) -> None:
    CalendarException.objects.update(reason="市" * 60)
    shown = reasons()
    assert [row.pk for row in reasons(shown.next).rows] == sorted(days, reverse=True)[4:8]
