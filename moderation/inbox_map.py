"""The points of the map beside the inbox: what the same address shows as rows, all of it, the most pressing first."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.reports import inbox
from backend.reports.codes import spoken_code
from backend.reports.labels import label
from moderation.asked import read_kindly
from moderation.door import StaffRequest, for_staff
from moderation.rows import category_name, time_left

MOST = 2000


@require_safe
@for_staff
def inbox_map(request: StaffRequest) -> HttpResponse:
    """Return GeoJSON (lon lat, WGS 84) of the view's reports, 2,000 at most; ``is_all``: whether that is all."""
    now = timezone.now()
    asked = read_kindly(request.GET)
    found = inbox.matching(request.user, asked.tab, asked.filters, now=now, most=MOST + 1)
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
    return JsonResponse({"type": "FeatureCollection", "features": features, "is_all": len(found) <= MOST})
