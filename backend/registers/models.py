"""The tables of the registers: entries, their dated states, inspections, criteria, documents, and every change.

States and changes are written once; the database refuses to update them.
"""

from datetime import date
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from backend.accounts.models import User
from backend.places.models import Site, Ward
from backend.registers.standing import Deed, EntryKind, Marked, Result, State, Subject


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions about entries; who sees which is said in ``rights``."""

    def with_labels(self) -> Self:
        """Fetch what a list row shows, in the same query."""
        return self.select_related("site", "ward").defer("ward__boundary")

    def as_of(self, day: date) -> Self:
        """Limit to entries there were on the day, each with ``state_then`` from its dated states."""
        states = StateRow.objects.filter(entry=OuterRef("pk"), on__lte=day).order_by("-on", "-id")
        return self.annotate(state_then=Subquery(states.values("state")[:1])).filter(state_then__isnull=False)


class Entry(models.Model):
    """One place that is watched. ``state`` is the newest of its states; ``version`` rises with every change.

    ``held_at``, ``guests`` and ``supplier`` are of a banquet alone, ``subject`` of a dossier of recognition.
    No names or numbers of private people are kept here: the place is what is watched.
    """

    site = models.OneToOneField(Site, models.PROTECT, related_name="entry")
    kind = models.CharField(max_length=24, choices=EntryKind.choices)
    subject = models.CharField(max_length=14, choices=Subject.choices, blank=True)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    state_on = models.DateField()
    is_residential = models.BooleanField(default=False)
    address = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    guests = models.PositiveIntegerField(null=True, blank=True)
    supplier = models.CharField(max_length=200, blank=True)
    search = models.CharField(max_length=420, editable=False)  # name and address, folded
    sorts_as = models.CharField(max_length=60, editable=False)  # the beginning of the name, folded
    version = models.PositiveIntegerField(default=1)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["sorts_as", "id"]
        indexes = [
            models.Index(fields=["kind", "sorts_as", "id"], name="registers_entry_list"),
            models.Index(fields=["kind", "state"], name="registers_entry_counts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=EntryKind.RECOGNITION) & ~Q(subject=""))
                | (~Q(kind=EntryKind.RECOGNITION) & Q(subject="")),
                name="registers_subject_of_recognition",
            ),
            models.CheckConstraint(
                condition=(Q(kind=EntryKind.BANQUET) & Q(held_at__isnull=False))
                | (~Q(kind=EntryKind.BANQUET) & Q(held_at__isnull=True, guests__isnull=True, supplier="")),
                name="registers_banquet_is_held",
            ),
        ]

    def __str__(self) -> str:
        return str(self.site)


class StateRow(models.Model):
    """An entry's state from the day ``on``; ``was`` is "" for the first. Never changed, never taken back."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="states", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices)
    was = models.CharField(max_length=10, choices=State.choices, blank=True)
    on = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["entry", "-on", "-id"], name="registers_state_of_entry")]
        constraints = [
            models.CheckConstraint(condition=~Q(state=models.F("was")), name="registers_state_differs"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.on}: {self.state}"


class Document(models.Model):
    """A decision, a licence, minutes: by name, number and day, and perhaps where to read it."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    link = models.CharField(max_length=300, blank=True)  # an address, or where the paper lies
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="registers_document_has_a_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()

    @property
    def is_address(self) -> bool:
        """Whether ``link`` can be followed."""
        return self.link.startswith(("https://", "http://"))


class Inspection(models.Model):
    """Somebody looked at the place on a day; ``inspectors`` says who went, ``by`` who wrote it down."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="inspections")
    on = models.DateField(db_index=True)
    inspectors = models.CharField(max_length=200)
    result = models.CharField(max_length=10, choices=Result.choices)
    note = models.TextField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.on}: {self.result}"


class Criterion(models.Model):
    """One line of a list of criteria; the lists are loaded from ``data``. What has left the files is not active."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=24, choices=EntryKind.choices)
    subject = models.CharField(max_length=14, choices=Subject.choices, blank=True)
    place = models.PositiveSmallIntegerField()  # in its list
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "criteria"
        ordering = ["kind", "subject", "place", "id"]

    def __str__(self) -> str:
        return self.text


class CriterionMark(models.Model):
    """How an entry stands with a criterion, since when, and who says so."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="marks", db_index=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    marked = models.CharField(max_length=8, choices=Marked.choices)
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "criterion"], name="registers_mark_once_a_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.criterion_id}: {self.marked}"


class Change(models.Model):
    """One change of an entry, never rewritten. ``before`` and ``after`` hold only what differs."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="changes", db_index=False)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    before = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    after = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["entry", "-id"], name="registers_change_of_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.deed}"


class Sheet(models.Model):
    """A file somebody sent in, read and not yet written: ``rows`` as text by column. ``done_at``: it was confirmed."""

    kind = models.CharField(max_length=24, choices=EntryKind.choices)
    name = models.CharField(max_length=120)
    rows = models.JSONField()
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    written = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
