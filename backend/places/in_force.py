"""Which day's wards are in force, and the days on which the ward sets of Long Biên began."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

SET_OF_14 = date(2004, 1, 1)  # Decree 132/2003/NĐ-CP
SET_OF_13 = date(2025, 1, 1)  # Resolution 1286/NQ-UBTVQH15: Sài Đồng divided between Phúc Đồng and Phúc Lợi
SET_OF_4 = date(2025, 7, 1)  # Resolution 1656/NQ-UBTVQH15: no district any more, four larger wards


def day_in_force(now: datetime) -> date:
    """Return the day whose wards count at ``now`` (aware): the setting ``WARDS_ON``, else the date in the city."""
    fixed: date | None = settings.WARDS_ON
    return fixed or timezone.localtime(now, timezone.get_default_timezone()).date()
