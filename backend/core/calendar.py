"""The seeded exceptions of the office calendar: where the public-holiday package differs from what was decided."""

from datetime import date

from backend.core import edition
from backend.core.models import CalendarException

# Fact: Friday 2 January 2026 was off for public offices and Saturday 10 January 2026 was worked in its place.
_SOURCE = "Công văn 12729/VPCP-KGVX"
SEEDED: tuple[tuple[date, bool, str], ...] = (
    (date(2026, 1, 2), False, "Nghỉ hoán đổi dịp Tết Dương lịch 2026"),
    (date(2026, 1, 10), True, "Làm bù cho thứ Sáu 2/1/2026"),
)


def load() -> int:
    """Add the seeded exceptions that are missing; return how many. What the district edited stays as it is."""
    known = set(CalendarException.objects.values_list("day", flat=True))
    missing = [
        CalendarException(day=day, works=works, reason=reason, source=_SOURCE)
        for day, works, reason in SEEDED
        if day not in known
    ]
    if missing:
        CalendarException.objects.bulk_create(missing)
        edition.changed()
    return len(missing)
