"""The tables of alerts: what was raised, on which reports, who did what about it, and hot spots that were proposed."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.places.geometry import Point
from backend.places.models import ON_EARTH, Hotspot, Ward
from backend.reports.models import Event, Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing.models import Category, Group, Unit


class AlertKind(models.TextChoices):
    OUTBREAK = "outbreak", _("cảnh báo an toàn thực phẩm")
    SPIKE = "spike", _("số phản ánh tăng bất thường")


class AlertState(models.TextChoices):
    RAISED = "raised", _("mới báo")
    ACKNOWLEDGED = "acknowledged", _("đã nhận tin")
    WORKING = "working", _("đang xử lý")
    CLOSED = "closed", _("đã kết thúc")


class Outcome(models.TextChoices):
    """What an alert turned out to be. Only what was real is kept out of what counts as usual."""

    CONFIRMED = "confirmed", _("có thật")
    UNCONFIRMED = "unconfirmed", _("chưa đủ căn cứ")
    FALSE = "false", _("báo nhầm")


class AlertQuerySet(models.QuerySet["Alert"]):
    """Questions about alerts."""

    def for_staff(self, user: User) -> Self:
        """Limit to what ``user`` may see: alerts their units were told of; all for who reads all."""
        if not user.is_active:
            return self.none()
        if user.reads_all:
            return self
        return self.filter(pk__in=Alert.units.through.objects.filter(unit__in=user.unit_ids).values("alert"))

    def open(self) -> Self:
        return self.exclude(state=AlertState.CLOSED)


class Alert(models.Model):
    """Something that is out of the ordinary somewhere, raised by the clock; people do the rest.

    ``lat``, ``lon`` (WGS 84 degrees) and ``radius_m``: the circle that is watched. ``names``: what its reports name
    alike, folded (see food_names). ``evidence``: numbers of the test: reports, expected, p, window_h, why.
    """

    kind = models.CharField(max_length=10, choices=AlertKind.choices)
    state = models.CharField(max_length=12, choices=AlertState.choices, default=AlertState.RAISED)
    group = models.CharField(max_length=20, choices=Group.choices)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=200, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.PositiveSmallIntegerField()
    names = models.JSONField(default=list, blank=True)
    evidence = models.JSONField(default=dict)
    units = models.ManyToManyField(Unit, related_name="+")

    first_report_at = models.DateTimeField()
    last_report_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    rung = models.PositiveSmallIntegerField(default=0)  # how often it was told again, because nobody took note of it
    first_action_at = models.DateTimeField(null=True, blank=True)  # of a person: taken note of, a step, a word
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    findings = models.TextField(blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=ON_EARTH, name="indicators_alert_is_on_earth"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="") & ~Q(findings="")
                | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="indicators_closed_alert_says_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(state="raised") | Q(first_action_at__isnull=False), name="indicators_alert_moved_by_an_act"
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="indicators_alert_newest"),
            models.Index(fields=["kind", "last_report_at"], name="indicators_alert_open", condition=~Q(state="closed")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)

    @property
    def minutes_to_first_action(self) -> int | None:
        """The minutes from raising to the first act of a person, begun ones left out; None where nobody has acted."""
        if self.first_action_at is None:
            return None
        return max(0, int((self.first_action_at - self.opened_at).total_seconds() // 60))  # clocks may differ a little


STANDS = (
    Q(report__screening=Screening.CLEAR)
    & ~Q(report__held_as=HELD_DENUNCIATION)
    & ~Q(report__status__in=(Status.REJECTED, Status.DUPLICATE))
)


class AlertReportQuerySet(models.QuerySet["AlertReport"]):
    """Questions about the reports of alerts."""

    def that_stand(self) -> Self:
        """Leave out what was refused, merged, held or marked as spam since."""
        return self.filter(STANDS)


class AlertReport(models.Model):
    """A report in an alert, and whether it came after the alert was raised."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="reports", db_index=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="alerts")
    joined_at = models.DateTimeField()
    came_later = models.BooleanField(default=False)

    objects = AlertReportQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["alert", "report"], name="indicators_alert_report_once")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.report_id}"


class AlertMoment(models.Model):
    """Which events are about an alert: its timeline. The event says what happened and who did it."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="moments")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["event_id"]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.event_id}"


class ChecklistItem(models.Model):
    """A first action that a new alert of its kind asks for; edited by the district."""

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    kind = models.CharField(_("loại cảnh báo"), max_length=10, choices=AlertKind)
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    name = models.CharField(_("việc cần làm"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200)
    active = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        ordering = ["kind", "order", "id"]
        verbose_name = _("việc cần làm ngay")
        verbose_name_plural = _("việc cần làm ngay")

    def __str__(self) -> str:
        return self.name


class AlertStep(models.Model):
    """A first action of one alert, as it was asked for when the alert was raised; ticked once, with a name."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="steps", db_index=False)
    code = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["alert", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "code"], name="indicators_alert_step_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="indicators_alert_step_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.code}"


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("chờ quyết định")
    ACCEPTED = "accepted", _("đã công nhận")
    REFUSED = "refused", _("không công nhận")


class HotspotProposal(models.Model):
    """A place where reports of one group lie close for months: found by density, decided by a person with a reason.

    ``months``: in how many of the months looked at something was reported there. ``hotspot``: what it became.
    """

    group = models.CharField(max_length=20, choices=Group.choices)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.PositiveSmallIntegerField()
    reports = models.PositiveIntegerField()
    months = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    hotspot = models.ForeignKey(Hotspot, models.SET_NULL, related_name="+", null=True, blank=True, db_index=False)

    class Meta:
        ordering = ["-reports", "-id"]
        constraints = [
            models.CheckConstraint(condition=ON_EARTH, name="indicators_proposal_is_on_earth"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                name="indicators_proposal_decided_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.group}"
