"""A closed month by street, hot spot, site and channel."""

from django.db import models

from backend.indicators.models.figures import ClosedMonth, Counts

PEOPLE = "people"


class FrozenCut(Counts):
    """The counts of one street, hot spot, site or channel in a closed month; never changed, sealed by its head.

    ``key`` is the number of the street, hot spot or site, or the channel's code; "none": reports of no such place.
    ``name`` is what it was called when the month was closed. Of each cut the rows add up to the month.

    Of the cut ``PEOPLE`` the key is "ward-unit-category", and ``duplicate`` how many people are behind its duplicates.
    """

    closed = models.ForeignKey(ClosedMonth, models.PROTECT, related_name="cuts", db_index=False)
    cut = models.CharField(max_length=8)  # of ``behind.PLACES``, or PEOPLE
    key = models.CharField(max_length=20)
    name = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["closed", "cut", "key"], name="indicators_cut_once")]

    def __str__(self) -> str:
        return f"{self.closed_id} {self.cut} {self.key}"
