"""A district in which things happen by chance, each through the call its door makes, told a little late."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import shapely
from django.utils import timezone

from backend.accounts.actor import Reporter, Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.reports.intake import submit
from backend.reports.models import Event, Report
from backend.routing import book
from tests.replicas import desk, voices
from tests.reports.filing import CONTACT, jpeg, staff, waste

KINDS = (
    "household_waste", "street_dust", "street_light", "road_damage", "other",  # public at once
    "restaurant_food", "water_pollution",  # after a look
)  # fmt: skip
DENUNCIATION = "Tôi tố cáo cán bộ phường nhận hối lộ của chủ quán."  # never public, whatever is done with it
_FILES = 0.13  # of what happens
_PART_OF_TOWN = 0.002  # degrees around the middle of a ward, well inside


@dataclass
class Town:
    """``rng`` decides, so that a seed repeats it; ``late_s`` is how long at most a deed waited since it was told.

    ``photographs`` is the share of reports that come with a photo.
    """

    rng: Random
    late_s: float = 0
    photographs: float = 0.03
    officers: dict[int, Staff] = field(default_factory=dict)
    middles: list[tuple[float, float]] = field(default_factory=list)

    def happen(self) -> Sequence[Event]:
        """Let one thing happen and return what was written of it.

        Something that may not be is a note instead; what passed to another unit meanwhile, a report of its own.
        """
        now = timezone.now() - timedelta(seconds=self.rng.uniform(0, self.late_s))
        report = None if self.rng.random() < _FILES else self._any()
        if report is None:
            return [self.file(now)]
        deed = self.rng.choices(_DEEDS, _WEIGHTS)[0]
        try:
            return deed(report, By(self, now))
        except Refused:
            pass
        try:
            return desk.note(Report.objects.get(pk=report.pk), By(self, now))
        except Refused:
            return [self.file(now)]

    def file(self, now: datetime) -> Event:
        """File a report somewhere in the district."""
        rng = self.rng
        text = DENUNCIATION if rng.random() < 0.04 else f"Việc {rng.getrandbits(48):x}, gọi 0912 345 678."
        photos = (
            (jpeg((rng.randrange(256), rng.randrange(256), 60), (64, 48)),) if rng.random() < self.photographs else ()
        )
        point = self.somewhere()
        new = waste(
            category=rng.choice(KINDS),
            text=text,
            lat=point.lat,
            lon=point.lon,
            contact=CONTACT if rng.random() < 0.2 else None,
            photos=photos,
        )
        return submit(new, by=Reporter(), now=now).event

    def somewhere(self) -> Point:
        """Return a point of the district."""
        if not self.middles:
            wards = wards_in_force(day_in_force(timezone.now()))
            points = [shapely.from_geojson(ward.boundary).representative_point() for ward in wards]
            self.middles = [(point.y, point.x) for point in points]
        lat, lon = self.rng.choice(self.middles)
        off = (self.rng.uniform(-_PART_OF_TOWN, _PART_OF_TOWN) for _ in range(2))
        return Point(lat + next(off), lon + next(off))

    def officer_of(self, unit_id: int) -> Staff:
        """Return the head of a unit."""
        if unit_id not in self.officers:
            self.officers[unit_id] = staff(book.units_by_id()[unit_id], Role.UNIT_HEAD)
        return self.officers[unit_id]

    def _any(self) -> Report | None:
        newest = Report.objects.order_by("-pk").values_list("pk", flat=True).first()
        if newest is None:
            return None
        found = Report.objects.filter(pk__gte=self.rng.randint(1, newest))
        return found.order_by("pk").select_related("category", "unit", "ward").first()


@dataclass(frozen=True)
class By:
    """Who acts, and when: by ``town`` there is somebody of every unit."""

    town: Town
    now: datetime

    @property
    def rng(self) -> Random:
        return self.town.rng

    def officer(self, report: Report) -> Staff:
        return self.town.officer_of(report.unit_id)


Deed = Callable[[Report, By], Sequence[Event]]
_WEIGHED: Mapping[Deed, int] = {
    desk.step: 26, voices.answer: 6, voices.judge: 6, desk.publish: 9, desk.hide: 6, desk.screen: 7, desk.undo: 5,
    desk.merge: 4, desk.transfer: 5, desk.take_over: 3, desk.give_back: 2, desk.hand_over: 1, desk.recategorise: 5,
    desk.move: 3, desk.set_level: 3, desk.extend: 3, desk.promise: 2, desk.split: 1, desk.note: 3, desk.assign: 2,
    desk.many: 2, desk.cover: 1, voices.withhold: 1, voices.erase: 2, voices.add_photos: 1,
}  # fmt: skip
_DEEDS, _WEIGHTS = list(_WEIGHED), list(_WEIGHED.values())
