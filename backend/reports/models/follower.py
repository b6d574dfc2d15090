"""Others whom reports concern: who said so, once each, and who hears of one report or of an area."""

from django.db import models
from django.db.models import Q

from backend.places.models import Street, Ward
from backend.reports.models.contact import Contact
from backend.reports.models.event import Event
from backend.reports.models.report import Report
from backend.routing.models import Group


class Supporter(models.Model):
    """A visitor said "this concerns me too"; ``visitor`` is a keyed hash and names nobody (see http.visitor)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="supported_by", db_index=False)
    visitor = models.CharField(max_length=32)
    since = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "visitor"], name="reports_supporter_once")]

    def __str__(self) -> str:
        return f"Supporter of {self.report_id}"


class Asked(models.Model):
    """Somebody who hears once they said yes; ``event`` is the one that owes the question.

    ``address`` is a keyed hash of what they are reached by: who said no, or nothing, is not asked again for a while
    though the contact is erased.
    """

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="%(class)s")
    event = models.OneToOneField(Event, models.PROTECT, related_name="%(class)s")
    address = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Follower(Asked):
    """Somebody who hears of one report. With ``is_reporter`` they hear what its reporter hears, in their browser."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="followers", db_index=False)
    is_reporter = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["report", "id"],
                name="reports_follower_of",
                condition=Q(confirmed_at__isnull=False, stopped_at__isnull=True),
            ),
            models.Index(fields=["address", "asked_at"], name="reports_follower_asked"),
        ]

    def __str__(self) -> str:
        return f"Follower {self.pk} of {self.report_id}"


class AreaFollower(Asked):
    """Somebody who hears each evening of a street, a ward, or a circle: of all kinds, or of one ``group``.

    The middle of a circle (WGS 84 degrees) is kept as roughly as the public learns places.
    """

    street = models.ForeignKey(Street, models.CASCADE, related_name="+", null=True, blank=True)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    radius_m = models.PositiveSmallIntegerField(null=True, blank=True)
    group = models.CharField(max_length=20, choices=Group.choices, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="reports_area_is_one",
                condition=Q(street__isnull=False, ward__isnull=True, lat=None, lon=None, radius_m=None)
                | Q(street__isnull=True, ward__isnull=False, lat=None, lon=None, radius_m=None)
                | Q(street__isnull=True, ward__isnull=True)
                & Q(lat__isnull=False, lon__isnull=False, radius_m__isnull=False)  # a null would pass the check
                & Q(lat__range=(-90, 90), lon__range=(-180, 180), radius_m__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["address", "asked_at"], name="reports_area_asked")]

    def __str__(self) -> str:
        return f"Area follower {self.pk}"


class AreaDigest(models.Model):
    """Up to which event, and until when, those who follow areas were told on ``day``; the first row only begins."""

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"Area digest of {self.day}"
