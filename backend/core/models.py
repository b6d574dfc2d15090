"""Exceptions of the calendar, the edition of the reference data in force, and what is counted while Redis is away."""

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


class KeptForNow(models.Model):
    """A row of the cache that stands in for Redis while it is away, as Django's own database cache has it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["cache_key"]
        verbose_name_plural = "kept for now"

    def __str__(self) -> str:
        return self.cache_key
