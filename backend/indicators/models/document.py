"""Reports to be signed: the row of each, the parts people wrote, and the files, kept with their hash."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.places.models import Ward


class Span(models.TextChoices):
    MONTH = "month", _("báo cáo tháng")
    QUARTER = "quarter", _("báo cáo quý")
    YEAR = "year", _("báo cáo năm")
    REVIEW = "review", _("báo cáo sơ kết, tổng kết")


class Form(models.TextChoices):
    """Whose form a document is set in: the issuing body decides it."""

    STATE = "state", _("Ủy ban nhân dân (Nghị định 30/2020/NĐ-CP)")
    PARTY = "party", _("Quận ủy (thể thức văn bản của Đảng)")


class Making(models.TextChoices):
    WAITING = "waiting", _("chờ lập")
    UNDER_WAY = "under_way", _("đang lập")
    DONE = "done", _("đã lập")
    FAILED = "failed", _("chưa lập được")


class Document(models.Model):
    """A report of one period in one form, from the first draft to the signature; signed and made, it never changes.

    ``ward``: who issues it where there is no district any more; its figures are of that ward alone.
    ``body`` is what was composed from the figures (``documents.keep``), so that what is signed is what was read;
    ``heads`` are those of the closed months it stands on, ``is_provisional``: some month was not closed. ``progress``
    is in per cent. ``made_at`` is when the files were last made; ``tries`` counts the makings that came to nothing.
    """

    span = models.CharField(max_length=8, choices=Span)
    period = models.CharField(max_length=20)  # as documents.period writes it
    first_day = models.DateField()
    last_day = models.DateField()
    form = models.CharField(max_length=8, choices=Form)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    state = models.CharField(max_length=10, choices=Making, default=Making.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    body = models.JSONField(default=dict, blank=True)
    heads = models.JSONField(default=list, blank=True)
    is_provisional = models.BooleanField(default=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    signed_as = models.CharField(max_length=120, blank=True)  # the name, as it was on that day
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "form"],
                condition=Q(signed_at__isnull=True, ward__isnull=True),
                name="indicators_one_draft_a_period",
            ),
            models.UniqueConstraint(
                fields=["period", "form", "ward"],
                condition=Q(signed_at__isnull=True, ward__isnull=False),
                name="indicators_one_draft_a_ward",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="indicators_document_in_order"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="indicators_document_per_cent"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, signed_as="")
                | Q(signed_at__isnull=False, signed_by__isnull=False, is_provisional=False) & ~Q(signed_as=""),
                name="indicators_document_signed_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.form}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class DocumentText(models.Model):
    """What somebody wrote for one part of a document; the newest row of a part counts, the others are its history."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="texts")
    part = models.SlugField(max_length=40)
    text = models.TextField(blank=True)  # empty: back to the words from the figures
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.part}"


class DocumentFile(models.Model):
    """One file of a document, ``sha256`` (hex) over its bytes.

    In the database and not beside the photos: it is made by the worker and handed out by the server, which need not
    share a disk, it is in every backup, and the sweep of photos takes away what no photo names.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    format = models.CharField(max_length=4)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["document", "format"], name="indicators_file_once_a_format")]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.format}"
