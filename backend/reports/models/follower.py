"""Others whom a report concerns: who said so, once each, and who hears of it by letter."""

from django.db import models
from django.db.models import Q

from backend.reports.models.contact import Contact
from backend.reports.models.event import Event
from backend.reports.models.report import Report


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


class Follower(models.Model):
    """An address that hears of a report once its owner confirmed it; ``event`` is the one that owes the question.

    ``address`` is a keyed hash: who said no, or nothing, is not asked again for a while though the contact is erased.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="followers", db_index=False)
    contact = models.OneToOneField(Contact, models.CASCADE, related_name="following")
    event = models.OneToOneField(Event, models.PROTECT, related_name="follower")
    address = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

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
