"""A report passes between units: transfers and their answers, invitations to help, extensions of a deadline."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.reports.models.event import Event
from backend.reports.models.report import Report
from backend.reports.models.standing import Status
from backend.routing.models import Unit


class TransferState(models.TextChoices):
    PENDING = "pending", _("chờ đơn vị nhận")
    ACCEPTED = "accepted", _("đã nhận")
    RETURNED = "returned", _("đã trả lại")


class Transfer(models.Model):
    """A report given to another unit. The receiver has it at once, and accepts or returns it until ``answer_by``.

    ``status_before``, ``accept_by_before`` and ``accepted_at_before`` are what the report goes back to when it is
    returned. ``is_handover``: given to the neighbouring ward because the place lies at the line, without blame.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="transfers", db_index=False)
    event = models.OneToOneField(Event, models.PROTECT, related_name="transfer")
    decided_by = models.OneToOneField(Event, models.PROTECT, related_name="+", null=True, blank=True)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=TransferState.choices, default=TransferState.PENDING)
    is_handover = models.BooleanField(default=False)
    answer_by = models.DateTimeField()
    status_before = models.CharField(max_length=12, choices=Status.choices)
    accept_by_before = models.DateTimeField()
    accepted_at_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(state="pending"), name="reports_transfer_one_pending"
            ),
            models.CheckConstraint(name="reports_transfer_to_another", condition=~Q(from_unit=F("to_unit"))),
            models.CheckConstraint(
                name="reports_transfer_decided_by_an_event",
                condition=Q(state="pending", decided_by__isnull=True)
                | ~Q(state="pending") & Q(decided_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["report", "id"], name="reports_transfer_of"),
            models.Index(fields=["answer_by"], name="reports_transfer_pending", condition=Q(state="pending")),
        ]

    def __str__(self) -> str:
        return f"Transfer {self.pk} of {self.report_id}"


class Cooperation(models.Model):
    """Another unit was asked for its part (*phối hợp*), until ``answer_by``; the unit in charge stays answerable.

    A question without an answer sleeps while its report is not open, and wakes when the report is opened again.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="cooperations", db_index=False)
    event = models.OneToOneField(Event, models.PROTECT, related_name="cooperation")
    answered_by = models.OneToOneField(Event, models.PROTECT, related_name="+", null=True, blank=True)
    asking_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    answer_by = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "unit"],
                condition=Q(answered_by__isnull=True),
                name="reports_cooperation_one_open",
            ),
            models.CheckConstraint(name="reports_cooperation_of_another", condition=~Q(asking_unit=F("unit"))),
        ]
        indexes = [
            models.Index(fields=["report", "id"], name="reports_cooperation_of"),
            models.Index(
                fields=["answer_by"],
                name="reports_cooperation_open",
                condition=Q(answered_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Cooperation {self.pk} on {self.report_id}"


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("chờ duyệt")
    APPROVED = "approved", _("đã duyệt")
    REFUSED = "refused", _("không duyệt")


class Extension(models.Model):
    """More time asked for (*gia hạn*): one a report, with a reason, approved by the unit's head."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="extensions", db_index=False)
    event = models.OneToOneField(Event, models.PROTECT, related_name="extension")
    decided_by = models.OneToOneField(Event, models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(max_length=8, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    until = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=~Q(state="refused"), name="reports_extension_once"),
            models.CheckConstraint(
                name="reports_extension_decided_by_an_event",
                condition=Q(state="asked", decided_by__isnull=True) | ~Q(state="asked") & Q(decided_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["report", "id"], name="reports_extension_of")]

    def __str__(self) -> str:
        return f"Extension {self.pk} of {self.report_id}"
