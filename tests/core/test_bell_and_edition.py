"""The bell that rings after commit, and what is kept in memory of the reference data."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.core import bell, calendar, edition
from backend.core.errors import Refused
from backend.core.models import CalendarException, Edition


@pytest.fixture
def rings() -> Iterator[list[str]]:
    heard: list[str] = []
    ticket = bell.listen(lambda: heard.append("ring"))
    yield heard
    bell.leave(ticket)


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_and_not_before(rings: list[str]) -> None:
    with transaction.atomic():
        bell.ring_after_commit()
        assert rings == []
    assert rings == ["ring"]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_rings_nobody(rings: list[str]) -> None:
    with pytest.raises(Refused), transaction.atomic():  # noqa: PT012  # the transaction ends by what is raised
        bell.ring_after_commit()
        raise Refused("không")
    assert rings == []


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_keeps_nobody_from_hearing(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    def fails() -> None:
        raise RuntimeError("broken")

    tickets = [bell.listen(fails), bell.listen(lambda: heard.append("ring"))]
    with transaction.atomic():
        bell.ring_after_commit()
    for ticket in tickets:
        bell.leave(ticket)
    assert heard == ["ring"]
    assert "broken" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_who_has_left_is_not_rung(rings: list[str]) -> None:
    ticket = bell.listen(lambda: rings.append("late"))
    bell.leave(ticket)
    bell.leave(ticket)
    bell.ring_after_commit()
    assert rings == ["ring"]


@pytest.mark.django_db
def test_what_is_kept_is_read_once_and_again_after_a_change() -> None:
    numbers = count(1)
    kept = edition.Kept(lambda: next(numbers))
    assert (kept(), kept()) == (1, 1)
    edition.changed()
    assert kept() == 2


@pytest.mark.django_db
def test_a_change_in_another_process_is_seen_by_one_statement() -> None:
    kept = edition.Kept(lambda: Edition.objects.get(pk=1).number)
    edition.changed()
    edition.refresh()
    before = kept()
    edition.refresh()
    Edition.objects.filter(pk=1).update(number=before + 1)  # as another process would
    assert kept() == before
    with CaptureQueriesContext(connection) as asked:
        edition.refresh()
    assert len(asked) == 1
    assert kept() == before + 1


@pytest.mark.django_db
def test_pages_look_for_a_change_once_in_a_while_and_at_once_after_one_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition, "PATIENCE_S", 3600.0)
    edition.refresh()
    with CaptureQueriesContext(connection) as asked:
        edition.refresh_now_and_then()
    assert len(asked) == 0

    edition.changed()
    seen = edition.Kept(lambda: Edition.objects.get(pk=1).number)
    edition.refresh_now_and_then()
    before = seen()
    Edition.objects.filter(pk=1).update(number=before + 1)  # as another process would
    edition.refresh_now_and_then()
    assert seen() == before

    monkeypatch.setattr(edition, "PATIENCE_S", 0.0)
    edition.refresh_now_and_then()
    assert seen() == before + 1


@pytest.mark.django_db
def test_a_value_that_changed_while_it_was_read_is_kept_for_nobody() -> None:
    read: list[int] = []

    def load() -> int:
        read.append(1)
        if len(read) == 1:
            edition.forget()
        return len(read)

    kept = edition.Kept(load)
    assert (kept(), kept(), kept()) == (1, 2, 2)


@pytest.mark.django_db
def test_seeded_exceptions_are_added_once_and_edits_stay() -> None:
    CalendarException.objects.all().delete()
    assert calendar.load() == 2
    CalendarException.objects.update(reason="Đã sửa")
    assert calendar.load() == 0
    assert {row.reason for row in CalendarException.objects.all()} == {"Đã sửa"}
