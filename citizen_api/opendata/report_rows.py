"""Public reports as rows of open data: as the API tells them, with moments and places that name nobody.

The rule of small cells: moments are given to the hour; where fewer than ``SMALL`` reports share ward, kind and day, to
the day, and the place to about 110 m. What a report's own page shows, its words included, stays as it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from backend.indicators.figures import SMALL
from backend.reports.models import Report
from backend.reports.public_place import COARSE, rounded
from citizen_api.api.public import facts, listed
from citizen_api.api.table import COLUMNS as TOLD

COLUMNS = (*TOLD, "time_to")
MOMENTS = ("created_at", "accept_by", "resolve_by", "resolved_at")
TYPES = {"lat": "DOUBLE", "lon": "DOUBLE", "supporters": "BIGINT"}  # of Parquet; the others are VARCHAR
Row = Mapping[str, Any]
_CHUNK = 1000


def report_rows() -> Iterator[Row]:
    """Yield every released report, the oldest first, a day at a time in memory; names in the language of the moment."""
    found = listed(Report.objects.released()).order_by("created_at", "id").iterator(chunk_size=_CHUNK)
    for _day, same in groupby(found, key=lambda report: _day_of(report.created_at)):
        reports = list(same)
        sizes = Counter((report.ward_id, report.category_id) for report in reports)
        for report in reports:
            yield _row(report, is_small=sizes[report.ward_id, report.category_id] < SMALL)


def _row(report: Report, *, is_small: bool) -> Row:
    row = facts(report)
    row |= {f"{name}_code": row[name]["code"] for name in ("ward", "unit")}
    row |= {name: row[name]["name"] for name in ("ward", "unit")}
    row |= {name: _moment(getattr(report, name), is_small=is_small) for name in MOMENTS}
    if is_small:
        row |= {name: rounded(row[name], COARSE) for name in ("lat", "lon")}
    row["time_to"] = "day" if is_small else "hour"
    return {name: row[name] for name in COLUMNS}


def _moment(moment: datetime | None, *, is_small: bool) -> str | None:
    """Return a day, or an RFC 3339 moment whose minutes are gone."""
    if moment is None:
        return None
    here = timezone.localtime(moment, timezone.get_default_timezone())
    return f"{here:%Y-%m-%d}" if is_small else here.replace(minute=0, second=0, microsecond=0).isoformat()


def _day_of(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())
