"""Who makes posters, where: the administrator and the programme's office anywhere, heads of units in their wards.

The head of a unit that works in the whole district makes them anywhere, too.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Forbidden, Refused
from backend.core.text import clean_line
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import ward_at
from backend.places.models import Poster, Ward
from backend.places.posters import site_called
from backend.routing import book
from backend.routing.models import UnitKind

LONGEST_NAME = 80


@dataclass(frozen=True)
class WantedPoster:
    """A poster to be made: where, how the place is called, and a kind's code, "" for any."""

    point: Point | None
    name: str
    category: str = ""


def may_make(user: User) -> bool:
    """Whether ``user`` makes posters at all."""
    return user.is_administrator or (user.is_active and (user.is_office or bool(user.headed_unit_ids)))


def may_make_in(user: User, ward: Ward, *, on: date) -> bool:
    """Whether ``user`` makes posters for places in ``ward`` (in force on day ``on``)."""
    if not may_make(user):
        return False
    if user.is_administrator or user.is_office:
        return True
    headed = [one for pk, one in book.units_by_id().items() if pk in user.headed_unit_ids]
    if any(one.kind != UnitKind.WARD_COMMITTEE and one.ward_id is None for one in headed):
        return True
    return book.ward_committee(ward, on=book.counted_day(on)).pk in user.headed_unit_ids


def make_poster(wanted: WantedPoster, *, by: Staff, now: datetime) -> Poster:
    """Make the poster. Raises Forbidden, OutsideDistrict, Refused by field."""
    name = clean_line(wanted.name)
    if wanted.point is None:
        raise Refused(_("Xin tìm và chọn một nơi."), field="place", code="required")
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Xin ghi tên nơi, không quá %(most)s ký tự.") % {"most": LONGEST_NAME}, field="name")
    category = book.category(wanted.category).code if wanted.category else ""
    day = day_in_force(now)
    if not may_make_in(by.user, ward_at(wanted.point, on=day), on=day):
        raise Forbidden(_("Nơi này không thuộc phường của ông/bà."), field="place")
    site = site_called(name, wanted.point)
    point = site.point if site else wanted.point
    return Poster.objects.create(
        name=name, site=site, lat=point.lat, lon=point.lon, category=category, made_by=by.user.username, made_at=now
    )


def posters_of(user: User) -> "QuerySet[Poster]":
    """Return the posters ``user`` looks after: all to administrator and office, to heads those they made."""
    posters = Poster.objects.select_related("site")
    if user.is_administrator or user.is_office:
        return posters
    return posters.filter(made_by=user.username) if may_make(user) else posters.none()


def switch(poster: Poster, *, is_on: bool, now: datetime) -> None:
    """Switch the poster's link on or off."""
    poster.off_at = None if is_on else now
    poster.save(update_fields=["off_at"])
