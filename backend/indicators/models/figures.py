"""Facts by day, what each report counted for, the watermark, and months once closed."""

from django.db import models

from backend.accounts.models import User
from backend.places.models import Ward
from backend.reports.models import Report
from backend.routing.models import Category, Unit

EVENTS = "events"  # the one watermark: events folded into facts


class Counts(models.Model):
    """What is counted of one ward, unit and category. The columns are ``facts.MEASURES``."""

    received = models.PositiveIntegerField(default=0)
    entered_by_staff = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    accept_due = models.PositiveIntegerField(default=0)
    accepted_on_time = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    resolutions = models.PositiveIntegerField(default=0)
    resolved_on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    open_at_end = models.PositiveIntegerField(default=0)  # of the month, whose last day it is counted on
    overdue_at_end = models.PositiveIntegerField(default=0)
    transferred = models.PositiveIntegerField(default=0)
    reclassified = models.PositiveIntegerField(default=0)
    corrected_late = models.PositiveIntegerField(default=0)
    without_photo = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Zone(models.Model):
    """Ground that lies in one and the same ward of each set: by zones figures are restated on any of the sets.

    None: it lies outside that set. ``key`` is the three ids joined, "0" for none: SQLite would take two rows of nulls.
    """

    key = models.CharField(max_length=64, unique=True)
    of_14 = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    of_13 = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    of_4 = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Zone {self.key}"


class DailyFact(Counts):
    """What happened on one day (Asia/Ho_Chi_Minh) in one ward, with one unit, of one category.

    ``zone`` is that of the reports' points as they are now, whatever ward was in force when the thing happened.

    What each column counts, and to which day and unit it belongs, is said in ``definitions`` and done in ``tally``.
    Written by ``rollup`` alone; a row may hold nothing but zeros.
    """

    day = models.DateField()
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)  # found by day alone
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "ward", "unit", "category", "zone"], name="indicators_fact_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_on_time__lte=models.F("accept_due")), name="indicators_on_time_was_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.ward_id} {self.unit_id} {self.category_id}"


class DailyRefusal(models.Model):
    """How many reports were refused for one reason on one day: the day, ward, unit and category of its fact."""

    day = models.DateField()
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=20)  # see reports.refusals
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "ward", "unit", "category", "zone", "reason"], name="indicators_refusal_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.ward_id} {self.unit_id} {self.category_id} {self.reason}"


class Counted(models.Model):
    """What one report has been counted for, so that it can be taken back before it is counted anew.

    ``facts`` is a list of [day, ward, unit, category, measure, number]. ``next_due`` is the next moment at which time
    alone changes what the report counts for: a deadline ahead. From ``sent_at`` on: how long it took, in begun working
    hours, with the ward, unit and category of its sending; all null where the report does not count.
    """

    report = models.OneToOneField(Report, models.CASCADE, related_name="counted", primary_key=True)
    facts = models.JSONField(default=list)
    next_due = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    solved_hours = models.PositiveIntegerField(null=True, blank=True)  # None: not solved
    is_out = models.BooleanField(default=False)  # refused or merged
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["report_id"]
        verbose_name_plural = "counted"
        indexes = [
            models.Index(fields=["sent_at"], name="indicators_sent", condition=models.Q(sent_at__isnull=False)),
            models.Index(fields=["next_due"], name="indicators_next_due", condition=models.Q(next_due__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Report {self.report_id}"


class ReportMonth(Counts):
    """What one report was counted for in one month, in one ward, with one unit, of one category.

    The same facts as in :class:`Counted`, laid out so that the reports behind any figure are found by an index; a
    report has more than one row where it passed to others. ``reason``: of the refusal that counts. Written by
    ``rollup`` alone.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="+", db_index=False)
    first_day = models.DateField()
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["report_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "first_day", "ward", "unit", "category"], name="indicators_report_month_once"
            ),
        ]
        indexes = [
            models.Index(fields=["first_day", "ward", "-report"], name="indicators_behind_ward"),
            models.Index(fields=["first_day", "unit", "-report"], name="indicators_behind_unit"),
            models.Index(fields=["first_day", "-report", "-id"], name="indicators_behind_all"),
        ]

    def __str__(self) -> str:
        return f"Report {self.report_id} in {self.first_day:%Y-%m}"


class Watermark(models.Model):
    """How far a reader of events has come: every event up to ``seq`` is folded."""

    name = models.CharField(max_length=20, primary_key=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}: {self.seq}"


class Drill(models.Model):
    """One restore drill: when a backup was last brought back to life, how long that took, and whether it was whole."""

    at = models.DateTimeField()
    took_s = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    is_ok = models.BooleanField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {'ok' if self.is_ok else 'failed'}"


class ClosedMonth(models.Model):
    """A month whose figures were frozen, and by whom; a later revision stands beside the earlier, which is kept.

    Counted from the events up to ``upto`` (their ``seq``) as of ``closed_at``; ``history`` is a hash over the history
    it was counted from, from the third edition on (see ``frozen.EDITION``). ``head`` is SHA-256 over the row, its
    figures and ``previous``, the head of whatever was closed before: one chain, in the order of ``id``.
    """

    first_day = models.DateField()
    revision = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    upto = models.BigIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    signed_as = models.CharField(max_length=120)  # the name, as it was on that day
    history = models.CharField(max_length=64, blank=True, default="")
    edition = models.PositiveSmallIntegerField(default=1)  # of the figures: see ``frozen.EDITION``
    previous = models.CharField(max_length=64, blank=True, unique=True)
    head = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["first_day", "revision"], name="indicators_revision_once"),
            models.CheckConstraint(
                condition=models.Q(revision=1) | models.Q(revision__gt=1) & ~models.Q(reason=""),
                name="indicators_revision_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m} revision {self.revision}"


class Recount(models.Model):
    """What a closed month's events said when they were counted once more after its closing.

    ``differs``: in so many rows of its figures and reports of the lists behind them they say something else.
    """

    closed = models.OneToOneField(ClosedMonth, models.PROTECT, related_name="recount", primary_key=True)
    at = models.DateTimeField()
    differs = models.PositiveIntegerField()

    class Meta:
        ordering = ["closed_id"]

    def __str__(self) -> str:
        return f"{self.closed_id}: {self.differs} differ"


class FrozenFigure(Counts):
    """The counts of one ward, unit and category in a closed month. Never changed: the database refuses it."""

    closed = models.ForeignKey(ClosedMonth, models.PROTECT, related_name="figures", db_index=False)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["closed", "ward", "unit", "category"], name="indicators_frozen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_id} {self.ward_id} {self.unit_id} {self.category_id}"


class FrozenDetail(models.Model):
    """What a closed month keeps beside the counts: refusals by reason, and how many begun working hours reports took.

    ``what`` is "refused", "solved" or "waiting" (of reports sent in the month, as of the closing), ``detail`` the
    reason's code or the hours.
    """

    closed = models.ForeignKey(ClosedMonth, models.PROTECT, related_name="details", db_index=False)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=8)
    detail = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["closed", "ward", "unit", "category", "what", "detail"], name="indicators_detail_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closed_id} {self.what} {self.detail}"
