"""From where a person sets out: where the telephone says it is, or a street or ward they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.places import gazetteer
from backend.places.geometry import Point
from backend.places.in_force import day_in_force


@dataclass(frozen=True)
class Start:
    """A place to set out from (WGS 84 degrees), and what it is called."""

    point: Point
    words: str


def start(at: Sequence[float | None], place: str, *, now: datetime) -> Start | None:
    """Return the start at ``at`` (lat, lon), else at what is called like ``place``; None where neither is said.

    Raises Refused for half a place, for what is not on earth, and for a name nobody knows in the district.
    """
    lat, lon = at
    if lat is not None and lon is not None:
        try:
            return Start(Point(lat, lon), _("chỗ đang đứng"))
        except ValueError:
            raise Refused(_("Tọa độ này không có trên mặt đất."), field="lat") from None
    if lat is not None or lon is not None:
        raise Refused(_("Xin gửi cả lat và lon."), field="lat", code="required")
    if not place.strip():
        return None
    found = gazetteer.search(place, on=day_in_force(now), limit=1)
    if not found:
        raise Refused(
            _("Không thấy nơi này trong quận. Xin ghi tên đường, phố hoặc phường."), field="place", code="unknown_place"
        )
    return Start(found[0].point, found[0].name)
