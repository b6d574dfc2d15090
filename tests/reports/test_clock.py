"""What happens because time passes."""

from datetime import timedelta

import pytest

from backend.reports import clock
from backend.reports.act import Overtaken
from backend.reports.models import Event, Report, Status
from tests.reports.filing import NOW, filed, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_a_question_nobody_answered_ends_when_its_time_is_over() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.NEEDS_INFO)
    assert report.answer_by is not None
    assert clock.end_unanswered_questions(report.answer_by - timedelta(seconds=1)) == 0
    assert clock.end_unanswered_questions(report.answer_by) == 1
    event = Event.objects.latest("seq")
    assert (event.kind, event.actor_kind, event.status) == ("unanswered", "clock", "accepted")
    assert clock.end_unanswered_questions(report.answer_by) == 0


def test_a_result_nobody_objected_to_closes_after_seven_days() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    assert report.resolved_at is not None
    assert clock.close_silent(report.resolved_at + timedelta(days=7, seconds=-1)) == 0
    assert clock.close_silent(report.resolved_at + timedelta(days=7)) == 1
    report.refresh_from_db()
    assert (report.status, report.satisfied) == ("closed", None)


def test_somebody_who_was_faster_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    moved(filed(), Status.ACCEPTED, Status.RESOLVED)

    def overtaken(*_args: object, **_words: object) -> None:
        raise Overtaken

    monkeypatch.setattr(clock, "advance", overtaken)
    assert clock.close_silent(NOW + timedelta(days=30)) == 0
    assert Report.objects.get().status == "resolved"
