"""A value for tests that look at pages: entered by an officer of Phòng Y tế for indicator 2.5.5."""

from datetime import date, datetime

from backend.accounts.actor import Staff
from backend.indicators.load import load_programme
from backend.indicators.models import EnteredValue, Programme, Target
from backend.indicators.values import NewValue, enter_value
from backend.routing.models import Unit
from tests.reports.filing import NOW, officer


def entered(number: str = "80", now: datetime = NOW) -> EnteredValue:
    """Return a new value, which waits for a second person; load the programme where it is not."""
    if not Programme.objects.exists():
        load_programme()
    new = NewValue(
        number=number,
        first_day=date(2026, 1, 1),
        last_day=date(2026, 6, 30),
        source="Phòng Y tế",
        source_on=date(2026, 7, 5),
    )
    person = officer(Unit.objects.get(slug="phong-y-te"), username="nhap-so-lieu")
    return enter_value(Target.objects.get(indicator__code="2.5.5"), new, by=Staff(person), now=now)
