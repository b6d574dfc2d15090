"""The points of the map beside the inbox: what the same address shows as rows, all of it, the most pressing first."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.accounts.models import User
from backend.reports import inbox
from backend.reports.codes import spoken_code
from backend.reports.labels import label
from moderation.asked import Asked, read_kindly
from moderation.door import StaffRequest, for_staff
from moderation.rows import category_name, time_left

MOST = 2000


@require_safe
@for_staff
def inbox_map(request: StaffRequest) -> HttpResponse:
    """Return :func:`points` of the view that the address names."""
    return JsonResponse(points(request.user, read_kindly(request.GET)))


def points(reader: User, asked: Asked) -> dict[str, Any]:
    """Return GeoJSON (lon lat, WGS 84) of the view's reports, 2,000 at most; ``is_all``: whether that is all."""
    now = timezone.now()
    found = inbox.matching(reader, asked.tab, asked.filters, now=now, most=MOST + 1)
    label(found)
    features = []
    for report in found[:MOST]:
        left = time_left(report, now=now)
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [report.lon, report.lat]},
                "properties": {
                    "code": report.code,
                    "title": f"{category_name(report.category)} · {spoken_code(report.code)}",
                    "state": left.state.value if left else "done",
                },
            }
        )
    return {"type": "FeatureCollection", "features": features, "is_all": len(found) <= MOST}
