"""What the voice still owes: letters, and how far the history has been read for them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import ApiToken, User
from backend.reports.models import Event, Report
from notifications.webhook_models import Delivery, Webhook

__all__ = [
    "Carrier",
    "Cursor",
    "Delivery",
    "Letter",
    "LetterQuerySet",
    "LiveTicket",
    "Parcel",
    "Partner",
    "PushSubscription",
    "Speech",
    "Webhook",
]


class Cursor(models.Model):
    """How far ``reader`` has read the events: up to and with ``seq``."""

    reader = models.CharField(max_length=20, unique=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["reader", "id"]

    def __str__(self) -> str:
        return f"{self.reader}: {self.seq}"


class Carrier(models.TextChoices):
    EMAIL = "email", _("thư điện tử")
    SMS = "sms", _("tin nhắn")
    PUSH = "push", _("thông báo trên trình duyệt")
    CALL = "call", _("gọi lại")  # no program carries it: the inbox shows it until somebody has called


class LetterQuerySet(models.QuerySet["Letter"]):
    """Questions about letters."""

    def unsent(self) -> "LetterQuerySet":
        return self.filter(sent_at__isnull=True, gave_up_at__isnull=True)

    def to_send(self) -> "LetterQuerySet":
        """Limit to what a program still has to send; the words of the partial index."""
        return self.unsent().filter(~Q(carrier=Carrier.CALL))

    def calls(self) -> "LetterQuerySet":
        """Limit to calls somebody still has to make; the words of the partial index."""
        return self.unsent().filter(carrier=Carrier.CALL)


class Letter(models.Model):
    """One notice of one event to one recipient by one carrier.

    ``recipient`` is "reporter", or "unit:", "person:", "follower:", "area:" with a slug or a number; the address is
    read from the contact, the unit or the person when the letter leaves, so that nothing personal lies here.
    ``attempts`` counts claims; ``last_error`` is a code.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="letters")
    recipient = models.CharField(max_length=70)
    carrier = models.CharField(max_length=6, choices=Carrier.choices)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=40, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["not_before", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient", "carrier"], name="notifications_letter_once"),
            models.CheckConstraint(
                name="notifications_letter_sent_or_given_up",
                condition=Q(sent_at__isnull=True) | Q(gave_up_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notifications_letter_given_up_says_why",
                condition=Q(gave_up_at__isnull=True) | ~Q(last_error=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="notifications_due",
                condition=Q(sent_at__isnull=True, gave_up_at__isnull=True) & ~Q(carrier="call"),
            ),
            models.Index(
                fields=["event"],
                name="notifications_call",
                condition=Q(sent_at__isnull=True, gave_up_at__isnull=True, carrier="call"),
            ),
            models.Index(
                fields=["-gave_up_at", "-id"],
                name="notifications_given_up",
                condition=Q(gave_up_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.pk} to {self.recipient}"

    @property
    def name(self) -> str:
        """The same at every try: by it mail systems, gateways and telephones know a letter that comes twice."""
        return f"letter-{self.pk}"


class PushSubscription(models.Model):
    """A browser of somebody who works here that takes notices: its push service's address, and its keys (RFC 8291)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    browser = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.browser}"


class LiveTicket(models.Model):
    """A ticket to one socket, for a program without cookies; only a digest is kept, and the row goes with its use.

    What it rests on is looked at again while the socket is open: the personal key, or the session (one of the two).
    ``auth_hash`` is of the password the person had when it was made.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+", null=True, blank=True)
    session_key = models.CharField(max_length=40, blank=True)
    auth_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="notifications_ticket_rests_on_one",
                condition=Q(token__isnull=True) & ~Q(session_key="") | Q(token__isnull=False, session_key=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.expires_at:%Y-%m-%d %H:%M:%S}"


class Speech(models.TextChoices):
    """The format a partner speaks, by the suffix of its addresses."""

    JSON = "json", "JSON"
    XML = "xml", "XML"


class Partner(models.Model):
    """Another Open311 system that takes what is not ours: its address, how it knows us, and what it calls our kinds.

    ``sealed_key`` is its key for us, readable with the server's secret alone; ``services`` gives its service code for
    our category's; with ``is_followed`` its steps are taken here, too. Rows are never deleted: what was sent there
    names them.
    """

    name = models.CharField(max_length=60, unique=True)
    endpoint = models.CharField(max_length=300)
    jurisdiction_id = models.CharField(max_length=100, blank=True)
    sealed_key = models.CharField(max_length=500, blank=True)
    services = models.JSONField(default=dict)
    speaks = models.CharField(max_length=4, choices=Speech.choices, default=Speech.JSON)
    is_followed = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    """One report on its way to a partner, and what it is called there.

    ``key`` goes along with every try, so that a system that knows such keys keeps it once. ``posting_at`` is written
    before the first try whose end is not known: it stays until the other end is known to have it, or not to.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="parcels")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="parcels")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    posting_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=100, blank=True)
    remote_token = models.CharField(max_length=200, blank=True)
    remote_status = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=40, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    is_over = models.BooleanField(default=False)

    class Meta:
        ordering = ["not_before", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "partner"], name="notifications_parcel_once"),
            models.CheckConstraint(
                name="notifications_parcel_sent_or_given_up",
                condition=Q(sent_at__isnull=True) | Q(gave_up_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="notifications_parcel_due",
                condition=Q(sent_at__isnull=True, gave_up_at__isnull=True),
            ),
            models.Index(
                fields=["polled_at", "id"],
                name="notifications_parcel_asked",
                condition=Q(sent_at__isnull=False, is_over=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} to {self.partner_id}"
