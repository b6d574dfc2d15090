"""A deed sent again under its key is not done again."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from backend.core.errors import Refused
from backend.reports.intake import KeyReused
from backend.reports.models import DoneOnce
from backend.reports.note import note
from backend.reports.once import KEPT, forget_done, once
from tests.reports.filing import NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ASKED = {"path": "/x", "wish": {"note": "Đã dọn."}}


def test_the_second_time_the_first_answer_comes_again() -> None:
    person, key, done = officer(filed().unit), uuid4(), []

    def deed() -> dict[str, Any]:
        done.append(1)
        return {"at": NOW, "number": len(done)}

    first = once(ASKED, deed, user=person, key=key, now=NOW)
    again = once(ASKED, deed, user=person, key=key, now=NOW + timedelta(days=1))
    assert (first.is_replay, again.is_replay) == (False, True)
    assert first.answer == again.answer == {"at": NOW.isoformat(), "number": 1}
    assert len(done) == 1


def test_without_a_key_everything_is_done_every_time() -> None:
    person = officer(filed().unit)
    answers = [once(ASKED, lambda: 1, user=person, key=None, now=NOW) for _ in range(2)]
    assert [said.is_replay for said in answers] == [False, False]
    assert not DoneOnce.objects.exists()


def test_the_same_key_with_something_else_is_refused() -> None:
    person, key = officer(filed().unit), uuid4()
    once(ASKED, lambda: 1, user=person, key=key, now=NOW)
    with pytest.raises(KeyReused):
        once({**ASKED, "wish": {"note": "Chưa dọn."}}, lambda: 2, user=person, key=key, now=NOW)


def test_two_people_may_use_the_same_key() -> None:
    report, key = filed(), uuid4()
    one, other = officer(report.unit, username="mot"), officer(report.unit, username="hai")
    assert once(ASKED, lambda: 1, user=one, key=key, now=NOW).answer == 1
    assert once(ASKED, lambda: 2, user=other, key=key, now=NOW).answer == 2


def test_what_was_refused_is_tried_anew() -> None:
    person, key = officer(filed().unit), uuid4()

    def refuse() -> None:
        raise Refused("Chưa được.")

    with pytest.raises(Refused):
        once(ASKED, refuse, user=person, key=key, now=NOW)
    assert once(ASKED, lambda: 1, user=person, key=key, now=NOW).is_replay is False


def test_answers_are_kept_longer_than_a_day_and_then_forgotten() -> None:
    person = officer(filed().unit)
    once(ASKED, lambda: 1, user=person, key=uuid4(), now=NOW)
    assert timedelta(hours=24) <= KEPT
    assert forget_done(NOW + KEPT) == 0
    assert forget_done(NOW + KEPT + timedelta(seconds=1)) == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_sent_four_times_at_once_it_is_done_once() -> None:
    report, key = filed(), uuid4()
    by, gate, said = staff(report.unit), threading.Barrier(4), []

    def write() -> int:
        return note(report, "Đã xem.", by=by, now=NOW).number

    def send() -> None:
        gate.wait()
        try:
            said.append(once(ASKED, write, user=by.user, key=key, now=NOW))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.answer for one in said] == [2, 2, 2, 2]
    assert sorted(one.is_replay for one in said) == [False, True, True, True]
    assert report.events.count() == 2
