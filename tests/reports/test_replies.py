"""What the reporter answers: once, in time or late, with photos."""

from datetime import timedelta

import pytest

from backend.core.errors import Refused
from backend.reports import uploads
from backend.reports.clock import end_unanswered_questions
from backend.reports.history import public_history
from backend.reports.models import Kind, Report, Status
from backend.reports.replies import answer
from backend.reports.verify import verify_history
from tests.reports.filing import NOW, filed, jpeg, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def overdue() -> Report:
    """Return a report whose question was left without an answer."""
    report = moved(filed(), Status.ACCEPTED, Status.NEEDS_INFO)
    assert report.answer_by is not None
    end_unanswered_questions(report.answer_by)
    report.refresh_from_db()
    return report


def test_the_same_answer_again_is_the_first_one() -> None:
    report = moved(filed(), Status.NEEDS_INFO)
    stale = Report.objects.get(pk=report.pk)
    first = answer(report, "Số 12.", now=NOW + timedelta(hours=1))
    assert answer(stale, " Số 12. ", now=NOW + timedelta(hours=1)) == first  # the page knew nothing of the first
    assert answer(report, "Số 12.", now=NOW + timedelta(hours=1)) == first
    with pytest.raises(Refused, match="không còn chờ"):
        answer(report, "Số 14.", now=NOW + timedelta(hours=1))


def test_an_answer_after_its_time_is_kept_and_moves_nothing() -> None:
    report = overdue()
    before = (report.status, report.accept_by, report.resolve_by)
    late = report.resolve_by + timedelta(days=1)
    event = answer(report, "Số 12.", photos=uploads.store_photos([jpeg()]), now=late)

    report.refresh_from_db()
    assert (report.status, report.accept_by, report.resolve_by) == before
    assert (event.kind, event.data["late"], event.status) == (Kind.ANSWERED, True, Status.ACCEPTED)
    assert (report.photo_count, event.photos.count()) == (1, 1)
    line = public_history(report, for_reporter=True)[-1]
    assert (line.title, line.words) == ("Người phản ánh đã trả lời, sau hạn", "Số 12.")
    assert public_history(report)[-1].words == ""
    assert not list(verify_history())
    assert answer(report, "Số 12.", photos=[], now=late) == event


def test_a_late_answer_is_one_and_only_while_the_report_is_open() -> None:
    report = overdue()
    answer(report, "Số 12.", now=NOW + timedelta(days=9))
    with pytest.raises(Refused, match="không còn chờ"):
        answer(report, "Số 14.", now=NOW + timedelta(days=9))
    closed = moved(overdue(), Status.RESOLVED, now=NOW + timedelta(days=9))
    with pytest.raises(Refused, match="không còn chờ"):
        answer(closed, "Số 12.", now=NOW + timedelta(days=10))
    with pytest.raises(Refused):
        answer(overdue(), "x" * 4001, now=NOW + timedelta(days=9))
