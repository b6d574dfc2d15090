"""The report as it stands now; how it came to stand so is in its events."""

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Eyes, User
from backend.places.models import Hotspot, Site, Street, Ward
from backend.reports.models.contact import Contact
from backend.reports.models.standing import HELD_DENUNCIATION, OPEN, Channel, Screening, Status
from backend.routing.models import Category, Group, Level, Unit

_PUBLISHED = Q(published_at__isnull=False)
_AT_ONCE = timedelta(minutes=2)  # between pressing Send and coming in, with a network


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def for_staff(self, user: User | Eyes) -> Self:
        """Limit to what ``user`` may see: reports their units are in charge of or work with; all for who reads all.

        The one place that says so. A held denunciation is seen by the units on it alone (the backstop office), and by
        the programme's office.
        """
        if not user.is_active:
            return self.none()
        if user.is_office:
            return self
        if user.reads_all and not user.unit_ids:
            return self.filter(~Q(held_as=HELD_DENUNCIATION))
        involved = Exists(Involvement.objects.filter(report=OuterRef("pk"), unit__in=user.unit_ids))
        if user.reads_all:
            return self.filter(~Q(held_as=HELD_DENUNCIATION) | Q(involved))
        return self.filter(involved)

    def released(self) -> Self:
        """Limit to what the public may see in lists. What is published is clear: the database sees to it."""
        return self.filter(published_at__isnull=False)

    def open(self) -> Self:
        return self.filter(is_open=True)

    def with_labels(self) -> Self:
        """Fetch what a list row shows: category, ward, unit and street, in the same query."""
        return self.select_related("category", "ward", "unit", "street")


class Report(models.Model):
    """One matter somebody told the district. All moments are aware; lat and lon are WGS 84 degrees."""

    code = models.CharField(max_length=10, unique=True)
    random_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True)
    idempotency_digest = models.CharField(max_length=64, blank=True)

    lat = models.FloatField()
    lon = models.FloatField()
    accuracy_m = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    ward_of_14 = models.ForeignKey(Ward, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    ward_of_13 = models.ForeignKey(Ward, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    ward_of_4 = models.ForeignKey(Ward, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    near_boundary = models.BooleanField(default=False)
    street = models.ForeignKey(Street, models.SET_NULL, related_name="+", null=True, blank=True, db_index=False)
    site = models.ForeignKey(Site, models.SET_NULL, related_name="+", null=True, blank=True, db_index=False)
    hotspot = models.ForeignKey(Hotspot, models.SET_NULL, related_name="+", null=True, blank=True, db_index=False)

    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    group = models.CharField(max_length=20, choices=Group.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True, db_index=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.RECEIVED)
    status_before = models.CharField(max_length=12, choices=Status.choices, blank=True)  # while waiting or merged
    screening = models.CharField(max_length=10, choices=Screening.choices, default=Screening.CLEAR)
    held_as = models.CharField(max_length=12, blank=True)  # what a held text reads like: see routing.complaints
    is_open = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="merged", null=True, blank=True)
    split_from = models.ForeignKey("self", models.PROTECT, related_name="parts", null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)  # of a refusal: see reports.refusals

    created_at = models.DateTimeField()
    captured_at = models.DateTimeField(null=True, blank=True)
    accept_by = models.DateTimeField()
    resolve_by = models.DateTimeField()
    extended_to = models.DateTimeField(null=True, blank=True)  # an approved extension; figures keep to resolve_by
    promised_on = models.DateField(null=True, blank=True)  # the day a late unit promised, with its progress note
    answer_by = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True)  # its reporter wants nothing of theirs public
    public_changed_at = models.DateTimeField(
        null=True, blank=True
    )  # what the public sees last changed; never public: null

    contact = models.ForeignKey(Contact, models.SET_NULL, related_name="reports", null=True, blank=True)
    public_text = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    search = models.TextField(blank=True)  # for staff: folded words, place and code (see reports.search)
    public_search = models.TextField(blank=True)  # of what is released, so that nobody finds hidden words by guessing
    photo_count = models.PositiveSmallIntegerField(default=0)
    transfer_count = models.PositiveSmallIntegerField(default=0)  # hand-overs to a neighbouring ward do not count
    returned_at = models.DateTimeField(null=True, blank=True)  # the last receiver gave it back; until the next act
    supporters = models.PositiveIntegerField(default=0)
    satisfied = models.BooleanField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)

    version = models.PositiveIntegerField(default=1)
    event_count = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)  # nothing in it names anybody; null after any event

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="reports_open_means_open_status",
                condition=Q(is_open=True, status__in=[s.value for s in OPEN])
                | Q(is_open=False) & ~Q(status__in=[s.value for s in OPEN]),
            ),
            models.CheckConstraint(
                name="reports_place_on_earth", condition=Q(lat__range=(-90, 90), lon__range=(-180, 180))
            ),
            models.CheckConstraint(
                name="reports_duplicate_names_the_other",
                condition=Q(status="duplicate", merged_into__isnull=False)
                | ~Q(status="duplicate") & Q(merged_into__isnull=True),
            ),
            models.CheckConstraint(
                name="reports_waiting_has_a_deadline",
                condition=Q(status="needs_info", answer_by__isnull=False, asked_at__isnull=False)
                | ~Q(status="needs_info") & Q(answer_by__isnull=True, asked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="reports_rejected_has_a_reason",
                condition=Q(status="rejected") & ~Q(reason="") | ~Q(status="rejected") & Q(reason=""),
            ),
            models.CheckConstraint(
                name="reports_resolved_says_when",
                condition=~Q(status__in=["resolved", "closed"]) | Q(resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reports_only_clear_is_published", condition=Q(published_at__isnull=True) | Q(screening="clear")
            ),
            models.CheckConstraint(
                name="reports_withheld_is_not_public", condition=Q(published_at=None) | Q(withheld_at=None)
            ),
            models.CheckConstraint(
                name="reports_deadlines_in_order",
                condition=Q(resolve_by__gte=models.F("accept_by"))
                | Q(transfer_count__gt=0)
                | Q(split_from__isnull=False),
            ),
            models.CheckConstraint(
                name="reports_extension_is_later",
                condition=Q(extended_to__isnull=True) | Q(extended_to__gt=models.F("resolve_by")),
            ),
            models.CheckConstraint(
                name="reports_rating_of_five", condition=Q(rating__isnull=True) | Q(rating__range=(1, 5))
            ),
        ]
        indexes = [
            models.Index(fields=["ward", "status", "-created_at", "-id"], name="reports_by_ward"),
            models.Index(fields=["unit", "status", "-created_at", "-id"], name="reports_by_unit"),
            models.Index(
                fields=["-created_at", "-id"],
                name="reports_public_lately",
                condition=_PUBLISHED,
                include=["lat", "lon", "category"],  # a circle of the last months is found without the rows
            ),
            # The newest of a kind, and of a status, however rare, from any page on.
            models.Index(fields=["category", "-created_at", "-id"], name="reports_public_kind", condition=_PUBLISHED),
            models.Index(fields=["status", "-created_at", "-id"], name="reports_public_status", condition=_PUBLISHED),
            models.Index(  # what changed since, for programs that keep a copy
                fields=["-public_changed_at", "-id"],
                name="reports_public_changes",
                condition=Q(public_changed_at__isnull=False),
            ),
            models.Index(  # the newest of a street, for its page and feed
                fields=["street", "-created_at", "-id"],
                name="reports_public_street",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(fields=["resolve_by", "id"], name="reports_open_due", condition=Q(is_open=True)),
            models.Index(  # the tabs and counts of who reads all
                fields=["screening", "status", "resolve_by", "id", "held_as"],
                name="reports_open_shelf",
                condition=Q(is_open=True),
            ),
            models.Index(fields=["assignee", "resolve_by", "id"], name="reports_mine", condition=Q(is_open=True)),
            models.Index(
                fields=["resolve_by", "id"],
                name="reports_returned",
                condition=Q(is_open=True, returned_at__isnull=False),
            ),
            models.Index(fields=["category", "lat", "lon"], name="reports_open_nearby", condition=Q(is_open=True)),
            models.Index(fields=["lat", "lon"], name="reports_open_map", condition=Q(is_open=True)),
            models.Index(fields=["resolved_at", "lat", "lon"], name="reports_solved_map", condition=Q(is_open=False)),
            models.Index(fields=["lat", "lon"], name="reports_spot"),  # earlier reports of a place, closed ones, too
            models.Index(  # those of an entry of the registers
                fields=["site", "-created_at", "-id"], name="reports_of_site", condition=Q(site__isnull=False)
            ),
            models.Index(fields=["group", "created_at"], name="reports_group_lately"),  # what alerts watch
            models.Index(fields=["answer_by"], name="reports_unanswered", condition=Q(status="needs_info")),
            models.Index(fields=["resolved_at"], name="reports_silent", condition=Q(status="resolved")),
            models.Index(  # what still names people, the oldest first (see reports.retention)
                fields=["created_at", "id"], name="reports_to_anonymise", condition=Q(anonymised_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def was_seen_earlier(self) -> bool:
        """Whether it was written, or seen, a while before it came in: without a network, by telephone, in a letter."""
        return self.captured_at is not None and self.created_at - self.captured_at > _AT_ONCE

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs know a word of a later Django
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """Return the report of a row. Django's way in goes through all sixty fields, those left out, too.

        That took a tenth of an inbox page, and nobody listens to the signals it sends. What is left out is fetched when
        it is first looked at, as always.
        """
        report, state = cls.__new__(cls), ModelState()
        state.db, state.adding = db, False
        vars(report).update(zip(field_names, values, strict=True), _state=state)
        return report


class Part(models.TextChoices):
    CHARGE = "charge", _("Chủ trì")
    WITH = "with", _("Phối hợp")


class Shelf(models.TextChoices):
    """Where a report lies in an inbox; follows from status and screening (see reports.involvement)."""

    NEW = "new", _("Mới")
    WORK = "work", _("Đang xử lý")
    WAITING = "waiting", _("Chờ bổ sung")
    DONE = "done", _("Đã xong")
    UNVERIFIED = "unverified", _("Chờ xác minh")
    SPAM = "spam", _("Tin rác")


class Involvement(models.Model):
    """A unit that sees a report: the one in charge, or one it works with.

    ``shelf``, ``is_open``, ``is_returned`` and ``resolve_by`` (the extended deadline where there is one) repeat the
    report's so that an inbox page is one walk along an index.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="involvements", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=6, choices=Part.choices)
    shelf = models.CharField(max_length=10, choices=Shelf.choices)
    is_open = models.BooleanField()
    is_returned = models.BooleanField(default=False)
    resolve_by = models.DateTimeField()

    class Meta:
        ordering = ["report_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "unit"], name="reports_involvement_once"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(part="charge"), name="reports_involvement_one_in_charge"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "resolve_by", "report", "shelf"], name="reports_inbox_due", condition=Q(is_open=True)
            ),
            models.Index(
                fields=["unit", "shelf", "resolve_by", "report"], name="reports_inbox", condition=Q(is_open=True)
            ),
            models.Index(fields=["unit", "-report"], name="reports_inbox_done", condition=Q(is_open=False)),
            models.Index(
                fields=["unit", "resolve_by", "report"],
                name="reports_inbox_returned",
                condition=Q(is_open=True, is_returned=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.part} {self.unit_id}"
