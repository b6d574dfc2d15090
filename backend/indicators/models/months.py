"""Facts by month, written together with those by day, and large months counted ahead of their closing."""

from django.db import models

from backend.indicators.models.figures import Counts, Zone
from backend.places.models import Ward
from backend.routing.models import Category, Unit


class MonthFact(Counts):
    """What happened in one month (Asia/Ho_Chi_Minh) in one ward, with one unit, of one category: its days together.

    Written by ``rollup`` alone, in the transaction that writes the days; a row may hold nothing but zeros.
    """

    first_day = models.DateField()
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)  # found by month alone
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_day", "ward", "unit", "category", "zone"], name="indicators_fact_once_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m} {self.ward_id} {self.unit_id} {self.category_id}"


class MonthHours(models.Model):
    """How many of the reports sent in one month took so many begun working hours: the solved ones of ``Counted``.

    With the ward, unit and category of their sending. Written by ``rollup`` alone; ``number`` may be 0.
    """

    first_day = models.DateField()
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    hours = models.PositiveIntegerField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["first_day", "id"]
        verbose_name_plural = "month hours"
        constraints = [
            models.UniqueConstraint(
                fields=["first_day", "ward", "unit", "category", "zone", "hours"], name="indicators_hours_once_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m} {self.ward_id} {self.unit_id} {self.category_id}: {self.hours} h"


class PreparedMonth(models.Model):
    """A large month that is over, counted from the events up to ``upto`` (their ``seq``) ahead of its closing.

    ``content`` is what ``prepared`` writes, ``seal`` the keyed hash over the row: one that does not hold counts for
    nothing. ``is_asked``: somebody wants to close it, and it was not counted far enough. One worker counts until
    ``lease_until``.
    """

    first_day = models.DateField(primary_key=True)
    upto = models.BigIntegerField(default=0)
    content = models.BinaryField(default=b"")
    seal = models.CharField(max_length=64, blank=True)
    is_asked = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first_day"]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m} up to {self.upto}"
