"""Tables of figures changed by hand, or rows of them gone: the closing and ``verify_figures`` find it."""

from datetime import datetime

import pytest
from django.db.models import F, Model

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import CannotClose, close, preview
from backend.indicators.models import Counted, DailyFact, MonthFact, MonthHours, ReportMonth
from backend.indicators.recount import rebuild, verify
from backend.indicators.rollup import fold
from backend.reports.models import Report, Status
from tests.reports.filing import CITY, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
NOVEMBER = Month(2026, 11)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)


@pytest.fixture
def office() -> Staff:
    return staff(None, role=Role.PROGRAMME_OFFICE)


@pytest.fixture
def reports() -> list[Report]:
    made = [moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed(), moved(filed(), Status.ACCEPTED)]
    fold(AFTER)
    return made


@pytest.mark.parametrize("measure", ["resolved", "late", "received"])
@pytest.mark.parametrize("model", [ReportMonth, MonthFact])
def test_numbers_changed_by_hand_are_found(
    office: Staff, reports: list[Report], model: type[ReportMonth | MonthFact], measure: str
) -> None:
    row = model._default_manager.filter(first_day=NOVEMBER.first_day)[0]
    model._default_manager.filter(pk=row.pk).update(**{measure: F(measure) + 1})
    assert preview(NOVEMBER, now=AFTER).differs == 1
    with pytest.raises(CannotClose, match="chưa khớp"):
        close(NOVEMBER, by=office, now=AFTER)
    assert len(reports) == 3


def test_numbers_changed_together_by_hand_are_found(office: Staff, reports: list[Report]) -> None:
    """Whoever may write to the tables of figures changes all of them alike: the events tell."""
    for model, first in ((ReportMonth, "first_day"), (MonthFact, "first_day"), (DailyFact, "day")):
        row = model._default_manager.filter(**{f"{first}__month": 11}, received__gte=1).order_by("id")[0]
        model._default_manager.filter(pk=row.pk).update(resolved=F("resolved") + 1)
    with pytest.raises(CannotClose, match="chưa khớp"):
        close(NOVEMBER, by=office, now=AFTER)
    assert len(reports) == 3


@pytest.mark.parametrize("changes", [{"solved_hours": None}, {"is_out": True}, {"sent_at": None}])
def test_who_waits_cannot_be_changed_by_hand(reports: list[Report], changes: dict[str, object]) -> None:
    Counted.objects.filter(report=reports[1 if "is_out" in changes or "sent_at" in changes else 0]).update(**changes)
    assert preview(NOVEMBER, now=AFTER).differs == 1


def test_how_long_reports_took_cannot_be_changed_by_hand(reports: list[Report]) -> None:
    MonthHours.objects.update(hours=F("hours") + 100)
    assert preview(NOVEMBER, now=AFTER).differs == 1
    assert {one.fact.measure.partition(":")[0] for one in verify(now=AFTER)} == {"solved"}
    rebuild(now=AFTER)
    assert verify(now=AFTER) == []
    assert preview(NOVEMBER, now=AFTER).differs == 0
    assert len(reports) == 3


@pytest.mark.parametrize("model", [ReportMonth, MonthFact, DailyFact, MonthHours, Counted])
def test_rows_that_are_gone_are_missed(office: Staff, reports: list[Report], model: type[Model]) -> None:
    of_a_report = {"report": reports[1]} if model in {ReportMonth, Counted} else {}
    assert model._default_manager.filter(**of_a_report).delete()[0] >= 1
    with pytest.raises(CannotClose, match=r"chưa (khớp|có số liệu)"):
        close(NOVEMBER, by=office, now=AFTER)
    assert verify(now=AFTER)


def test_a_reason_changed_by_hand_is_found(office: Staff, reports: list[Report]) -> None:
    moved(reports[1], Status.REJECTED)
    fold(AFTER)
    assert preview(NOVEMBER, now=AFTER).differs == 0
    ReportMonth.objects.filter(report=reports[1]).update(reason="other")
    with pytest.raises(CannotClose, match="chưa khớp"):
        close(NOVEMBER, by=office, now=AFTER)
