"""Values of indicators: entered by hand, decided on by somebody else, and what reports said of a closed month."""

from django.db import models
from django.db.models import F, Q

from backend.accounts.models import User
from backend.indicators.models.figures import ClosedMonth
from backend.indicators.models.programme import Indicator, Target


class EnteredValue(models.Model):
    """What somebody says a target stands at, from ``first_day`` to ``last_day``, both included; never changed.

    "No data" is no row: a zero is a zero. It counts once a second person approved it (:class:`ValueDecision`). A
    correction is a new row that names the row it ``corrects``, and why. ``is_sample``: invented, shown as *số liệu
    mẫu*.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="values")
    number = models.DecimalField(max_digits=12, decimal_places=2)
    first_day = models.DateField()
    last_day = models.DateField()
    source = models.CharField(max_length=200)  # who says so
    source_on = models.DateField()  # and when: the day of the document or of the count
    document = models.CharField(max_length=200, blank=True)  # its number and symbol, or the name of its file
    corrects = models.ForeignKey("self", models.PROTECT, related_name="corrections", null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    is_sample = models.BooleanField(default=False)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="indicators_value_in_order"),
            models.CheckConstraint(condition=~Q(source=""), name="indicators_value_has_a_source"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="indicators_correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.number}"


class ValueDecision(models.Model):
    """A second person's word on a value, once: the database refuses the one who entered it, and any change."""

    value = models.OneToOneField(EnteredValue, models.PROTECT, related_name="decision")
    is_approved = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_approved=True) | ~Q(reason=""), name="indicators_refusal_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.value_id}: {'approved' if self.is_approved else 'refused'}"


class FedValue(models.Model):
    """What the reports said of an indicator when a month was closed; never changed, sealed by the month's head.

    ``part`` of ``whole`` (null: a plain number) is the indicator's measure; ``part`` null: there were no data.
    """

    closed = models.ForeignKey(ClosedMonth, models.PROTECT, related_name="fed", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    part = models.PositiveIntegerField(null=True, blank=True)
    whole = models.PositiveIntegerField(null=True, blank=True)
    received = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    resolved_on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["closed", "indicator"], name="indicators_fed_once"),
            models.CheckConstraint(
                condition=Q(whole__isnull=True) | Q(part__isnull=True) | Q(part__lte=F("whole")),
                name="indicators_fed_part_of_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closed_id} {self.indicator_id}"
