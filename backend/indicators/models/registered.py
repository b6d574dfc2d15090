"""What registers say of targets: which register a target asks, and what it said when a month was closed."""

from django.db import models
from django.db.models import F, Q

from backend.indicators.models.figures import ClosedMonth
from backend.indicators.models.programme import How, Target
from backend.places.models import Ward
from backend.registers.readings import Reading
from backend.registers.standing import EntryKind, Subject


class RegisterFeed(models.Model):
    """A target's figure out of a register: what is read of which entries.

    ``how`` direct: in the target's own unit, set against it; partial: the register holds only some of what it is about.
    """

    target = models.OneToOneField(Target, models.PROTECT, related_name="register")
    kind = models.CharField(max_length=24, choices=EntryKind)
    subject = models.CharField(max_length=14, choices=Subject, blank=True)
    reading = models.CharField(max_length=16, choices=Reading)
    how = models.CharField(max_length=8, choices=[one for one in How.choices if one[0] in {How.DIRECT, How.PARTIAL}])

    class Meta:
        ordering = ["target_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="recognition") & ~Q(subject="") | ~Q(kind="recognition") & Q(subject=""),
                name="indicators_register_feed_of_a_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} -> {self.target_id}"


class FrozenShare(models.Model):
    """What a register said of a target on a closed month's last day; never changed, sealed by the month's head.

    ``ward`` null: the whole district. ``part`` null: there were no data, and ``whole`` is 0.
    """

    closed = models.ForeignKey(ClosedMonth, models.PROTECT, related_name="shares", db_index=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="+", db_index=False)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    part = models.PositiveIntegerField(null=True, blank=True)
    whole = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["closed", "target", "ward"], name="indicators_share_once"),
            models.UniqueConstraint(
                fields=["closed", "target"], name="indicators_share_of_all_once", condition=Q(ward__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(part__isnull=True, whole=0) | Q(part__isnull=False, part__lte=F("whole"), whole__gt=0),
                name="indicators_share_part_of_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closed_id} {self.target_id} {self.ward_id or ''}"
