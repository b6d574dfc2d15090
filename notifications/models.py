"""What the voice still owes: letters, and how far the history has been read for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.reports.models import Event
from notifications.webhook_models import Delivery, Webhook

__all__ = ["Carrier", "Cursor", "Delivery", "Letter", "LetterQuerySet", "PushSubscription", "Webhook"]


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
