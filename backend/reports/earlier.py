"""Earlier reports that belong to the same story: from the same spot, about the same site, by the same telephone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from backend.accounts.models import User
from backend.places.geometry import Point, box_around, haversine_m
from backend.reports.models import Contact, Report, Screening

SPOT_M = 30.0
MOST = 8
_MOST_LOOKED_AT = 60


@dataclass(frozen=True)
class Earlier:
    """A report, how far it is in whole metres, and whether it came by the same telephone."""

    report: Report
    distance_m: int
    is_same_phone: bool


def earlier(report: Report, *, reader: User) -> Sequence[Earlier]:
    """Return what ``reader`` may see of the same spot (30 m), site or telephone, the newest first. One statement.

    ``report`` comes with its contact. At most :data:`MOST`; what is spam is none.
    """
    here = Point(report.lat, report.lon)
    box = box_around(here, SPOT_M)
    ways = [Report.objects.filter(lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))]
    phone = report.contact.phone if report.contact else ""
    if phone:
        ways.append(Report.objects.filter(contact__in=Contact.objects.filter(phone=phone).values("pk")))
    if report.site_id:
        ways.append(Report.objects.filter(site=report.site_id))
    # Each way has its index; an OR over all of them has none, and reads the whole table.
    first, *others = [one.order_by().values("pk") for one in ways]
    same = first.union(*others) if others else first
    rows = Report.objects.for_staff(reader).filter(pk__in=same).exclude(Q(pk=report.pk) | Q(screening=Screening.SPAM))
    rows = rows.select_related("category", "contact").only(
        "code", "lat", "lon", "status", "created_at", "site", "category__name", "category__name_en", "contact__phone"
    )
    found = [
        Earlier(one, round(haversine_m(here, Point(one.lat, one.lon))), is_same_phone=_has_phone(one, phone))
        for one in rows.order_by("-created_at", "-id")[:_MOST_LOOKED_AT]
    ]
    return [one for one in found if one.distance_m <= SPOT_M or one.is_same_phone or one.report.site_id][:MOST]


def _has_phone(report: Report, phone: str) -> bool:
    return bool(phone) and report.contact is not None and report.contact.phone == phone
