"""Photos of reports, and photos sent ahead of their report."""

from django.db import models
from django.db.models import Q

from backend.reports.models.event import Event
from backend.reports.models.report import Report


class Picture(models.Model):
    """What is known of one clean picture in the store. ``likeness`` is a 64-bit perceptual hash, signed."""

    clean_name = models.CharField(max_length=90)
    thumb_name = models.CharField(max_length=90)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    likeness = models.BigIntegerField()

    class Meta:
        abstract = True


class Photo(Picture):
    """A photo of a report: sent by a resident, or taken by staff after the work.

    ``clean_name`` is for staff only; ``public_name`` is a rendition under a random name, empty until it is released.
    The rendition is made from the clean picture: first ``boxes`` are covered, then it is turned by ``turn`` degrees
    clockwise, then cut to ``crop``. Boxes and crop are [left, top, right, bottom] in shares of the picture as it stands
    before turning (boxes) and after it (crop), 0 to 1. ``taken_at`` and ``distance_m`` (from the report's place) are
    what the phone of a person in the field said.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="photos", null=True, blank=True, db_index=False)
    order = models.PositiveSmallIntegerField()
    is_after = models.BooleanField(default=False)
    public_name = models.CharField(max_length=90, blank=True)
    public_thumb_name = models.CharField(max_length=90, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    boxes = models.JSONField(default=list, blank=True)
    turn = models.PositiveSmallIntegerField(default=0)
    crop = models.JSONField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    distance_m = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["report_id", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "order"], name="reports_photo_order_once"),
            models.UniqueConstraint(
                fields=["public_name"], condition=~Q(public_name=""), name="reports_photo_public_name_once"
            ),
            models.CheckConstraint(
                name="reports_photo_published_has_a_name",
                condition=Q(published_at__isnull=True, public_name="", public_thumb_name="")
                | Q(published_at__isnull=False) & ~Q(public_name="") & ~Q(public_thumb_name=""),
            ),
            models.CheckConstraint(name="reports_photo_quarter_turns", condition=Q(turn__in=[0, 90, 180, 270])),
        ]
        indexes = [  # the sweep asks whether any row names a file
            models.Index(fields=["clean_name"], name="reports_photo_clean_name"),
            models.Index(fields=["thumb_name"], name="reports_photo_thumb_name"),
            models.Index(
                fields=["public_thumb_name"], name="reports_photo_public_thumb", condition=~Q(public_thumb_name="")
            ),
        ]

    def __str__(self) -> str:
        return f"Photo {self.order} of {self.report_id}"


class Upload(Picture):
    """A photo sent ahead: named by its token until a report takes it, or its time is over."""

    token = models.CharField(max_length=43, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Upload {self.pk}"
