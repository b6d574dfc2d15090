"""The calendar's exceptions, and the number that says which edition of the reference data is in force."""

from django.db import models


class CalendarException(models.Model):
    """A day on which the office calendar differs from the weekday and the public holidays.

    Editable data: an extra day off, or a swapped Saturday that is worked. ``source`` names the document.
    """

    day = models.DateField(unique=True)
    works = models.BooleanField()
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day.day}/{self.day.month}/{self.day.year}"


class Edition(models.Model):
    """One row: rises with every change of places, units, categories, rules or calendar, so that processes reload."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="core_edition_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)
