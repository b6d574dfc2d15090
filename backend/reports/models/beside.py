"""What stands beside a report's history: what an act can be taken back to, who was named in a note, ready answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.reports.models.event import Event
from backend.reports.models.report import Report
from backend.routing.models import Category, Unit


class Undo(models.Model):
    """What an act changed, so that its person can take it back until ``until`` (see reports.undo).

    ``before`` holds the report's columns and the units on it before the act; ``version_after`` is the report's version
    after it: with another one somebody acted meanwhile. Acts of one bulk call share ``batch``.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="undo", primary_key=True)
    report = models.ForeignKey(Report, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    before = models.JSONField()
    version_after = models.PositiveIntegerField()
    until = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["event_id"]
        indexes = [
            models.Index(fields=["until"], name="reports_undo_until"),
            models.Index(fields=["batch"], name="reports_undo_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Undo of event {self.event_id}"


class Mention(models.Model):
    """Somebody was named in a note (*@tên*); ``seen_at`` once they have opened the report."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="mentions", db_index=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="mentions", db_index=False)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="reports_mention_once")]
        indexes = [models.Index(fields=["user", "-id"], name="reports_mention_new", condition=Q(seen_at__isnull=True))]

    def __str__(self) -> str:
        return f"Mention of {self.user_id} in {self.event_id}"


class TemplateStep(models.TextChoices):
    """The act an answer is ready for."""

    ACCEPTED = "accepted", _("Tiếp nhận")
    ASKED = "asked", _("Hỏi thêm")
    RESOLVED = "resolved", _("Báo đã xử lý")
    REJECTED = "rejected", _("Từ chối")
    TRANSFERRED = "transferred", _("Chuyển đơn vị")
    COOPERATION = "cooperation", _("Mời phối hợp")
    EXTENDED = "extended", _("Xin gia hạn")
    NOTED = "noted", _("Ghi chú nội bộ")


class ReplyTemplate(models.Model):
    """A ready answer (*câu trả lời mẫu*) with fields in braces, for one act; for all kinds and units if none is named.

    ``version`` rises with each change: the loser of two editors at once is told.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    step = models.CharField(max_length=12, choices=TemplateStep.choices)
    category = models.ForeignKey(Category, models.CASCADE, related_name="+", null=True, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", null=True, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["step", "name", "id"]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A view of the inbox under a name: one's own, or (with ``unit``) everybody's of a unit. ``query`` is its address.

    ``is_default`` opens with the inbox; only one of a person's own is.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="reports_view_name_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="reports_view_one_default"),
        ]

    def __str__(self) -> str:
        return self.name


class Rung(models.TextChoices):
    """A step of the ladder on which a deadline is brought to mind: each once for each deadline."""

    DUE_SOON = "due_soon", _("sắp đến hạn")
    NOT_ACCEPTED = "not_accepted", _("quá hạn tiếp nhận")
    OVERDUE = "overdue", _("quá hạn xử lý")
    LONG_OVERDUE = "long_overdue", _("quá hạn một ngày làm việc")


class Reminder(models.Model):
    """A deadline was brought to mind: of which report, on which rung, and which deadline it was."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="reminders", db_index=False)
    rung = models.CharField(max_length=12, choices=Rung.choices)
    due = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "rung", "due"], name="reports_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rung} of {self.report_id}"


class DutyCall(models.Model):
    """Somebody on duty was told of an urgent report out of hours; ``confirmed_at`` once they said they are on it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="duty_calls", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    called_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="reports_duty_call_once")]

    def __str__(self) -> str:
        return f"{self.user_id} called for {self.report_id}"


class Digest(models.Model):
    """The day's digest was announced."""

    day = models.DateField(unique=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return str(self.day)


class OutsideLink(models.Model):
    """An address of a picture somewhere else that another system sent along. Nobody here has looked, or fetched it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="outside_links")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_index=False)
    url = models.CharField(max_length=1000)

    class Meta:
        ordering = ["report_id", "id"]

    def __str__(self) -> str:
        return f"Link {self.pk} of {self.report_id}"
