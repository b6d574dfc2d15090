"""Named places of the registers near a point."""

from collections.abc import Sequence

from backend.places.geometry import Point, haversine_m
from backend.places.models import Site

_NEAR_M = 500.0
_MOST = 20
_BOX = 0.006  # degrees: a little more than 500 m either way at this latitude


def near(lat: float, lon: float) -> Sequence[Site]:
    """Return at most twenty sites within 500 m of the point (WGS 84 degrees), the nearest first. One statement."""
    box = Site.objects.filter(lat__range=(lat - _BOX, lat + _BOX), lon__range=(lon - _BOX, lon + _BOX))
    here = Point(lat, lon)
    found = [(haversine_m(here, one.point), one.pk, one) for one in box.order_by("id")[:500]]
    return [site for distance, _pk, site in sorted(found)[:_MOST] if distance <= _NEAR_M]
