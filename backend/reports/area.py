"""A street, a ward, or a circle on the map that somebody follows."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.places.geometry import Point, box_around, haversine_m
from backend.places.models import Street, Ward
from backend.places.streets import street_near
from backend.places.ward_sets import kept_wards
from backend.reports.models import AreaFollower, Report
from backend.reports.public_place import public_place, rounded
from backend.routing.models import Group

RADII_M = (100, 250, 500, 1000)
_ROUNDED_BY_M = 80  # a public place is off by this much at most
_LOOKED_AT = 5  # times as many rows as are shown
_NEAR_M = 150  # so far a street still names the middle of a circle


@dataclass(frozen=True)
class Area:
    """One of the three: ``street``, ``ward``, or ``middle`` with ``radius_m``; of all kinds, or of one ``group``."""

    street: Street | None = None
    ward: Ward | None = None
    middle: Point | None = None
    radius_m: int = 0
    group: str = ""

    def said(self) -> str:
        """Return what the area is called, in the active language."""
        if self.street:
            return str(self.street)
        return str(self.ward) if self.ward else _said_of_circle(self.middle, self.radius_m)

    def of_what(self) -> str:
        """Return the kinds that are followed, in words; empty for all."""
        return str(Group(self.group).label) if self.group else ""

    def fields(self) -> dict[str, object]:
        """Return the columns of :class:`AreaFollower` that say where; of a circle as roughly as the public learns."""
        middle = self.middle
        return {
            "street": self.street,
            "ward": self.ward,
            "lat": rounded(middle.lat) if middle else None,
            "lon": rounded(middle.lon) if middle else None,
            "radius_m": self.radius_m if middle else None,
        }

    def query(self) -> dict[str, str]:
        """Return what the address of the area's page says of it."""
        if self.street:
            where = {"street": str(self.street.pk)}
        elif self.ward:
            where = {"ward": self.ward.code}
        else:
            fields = self.fields()
            where = {"at": f"{fields['lat']},{fields['lon']}", "radius_m": str(self.radius_m)}
        return where | ({"group": self.group} if self.group else {})

    def holds(self, report: Report) -> bool:
        """Whether ``report`` (with its category) lies here: of a circle, by the place that the public knows.

        A ward also holds what came in when other wards were in force.
        """
        if self.group and report.group != self.group:
            return False
        if self.street:
            return report.street_id == self.street.pk
        if self.ward:
            own = (report.ward_id, report.ward_of_14_id, report.ward_of_13_id, report.ward_of_4_id)
            return self.ward.pk in own
        return self.middle is not None and haversine_m(self.middle, Point(*public_place(report))) <= self.radius_m


def followable(area: Area) -> Area:
    """Return ``area`` if it is one that can be followed. Raises Refused with the field."""
    if sum(1 for one in (area.street, area.ward, area.middle) if one is not None) != 1:
        raise Refused(_("Xin ông/bà chọn một phố, một phường hoặc một điểm trên bản đồ."), field="place")
    if area.middle and area.radius_m not in RADII_M:
        raise Refused(_("Xin ông/bà chọn một trong các khoảng cách."), field="radius_m", code="invalid")
    if area.group and area.group not in Group.values:
        raise Refused(_("Không có nhóm việc này."), field="group", code="invalid")
    return area


def newest(area: Area, *, most: int) -> list[Report]:
    """Return the newest released reports of ``area``, with their labels; of a circle, of those looked at. One query."""
    rows = Report.objects.released().with_labels().defer("ward__boundary", "street__lines")
    if area.group:
        rows = rows.filter(group=area.group)
    looked_at = rows.filter(_roughly(area)).order_by("-created_at", "-id")[: most * _LOOKED_AT]
    return [one for one in looked_at if area.holds(one)][:most]


def area_of(follower: AreaFollower) -> Area:
    """Return what ``follower`` follows; reads its street."""
    ward = kept_wards().by_id.get(follower.ward_id) if follower.ward_id else None
    middle = Point(follower.lat, follower.lon) if follower.lat is not None and follower.lon is not None else None
    return Area(follower.street, ward, middle, follower.radius_m or 0, follower.group)


def _roughly(area: Area) -> Q:
    """Return a condition that holds for all of ``area``, and for a little more where it is a circle."""
    if area.street:
        return Q(street=area.street)
    if area.ward:
        return Q(ward=area.ward) | Q(ward_of_14=area.ward) | Q(ward_of_13=area.ward) | Q(ward_of_4=area.ward)
    box = box_around(area.middle or Point(0, 0), area.radius_m + _ROUNDED_BY_M)
    return Q(lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))


def _said_of_circle(middle: Point | None, radius_m: int) -> str:
    near = street_near(middle, _NEAR_M) if middle else None
    if near is None:
        return _("Trong vòng %(radius)s m quanh điểm đã chọn") % {"radius": radius_m}
    return _("Trong vòng %(radius)s m quanh điểm gần %(street)s") % {"radius": radius_m, "street": near.street.name}
