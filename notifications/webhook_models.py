"""Addresses of other programs that are told of changes, and what each is still owed."""

from django.db import models
from django.db.models import Q

from backend.accounts.models import ProgramKey, User
from backend.reports.models import Event


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Questions about webhooks."""

    def kept(self) -> "WebhookQuerySet":
        return self.filter(removed_at__isnull=True)


class Webhook(models.Model):
    """An address of a program key that is told of public changes, those of ``turns`` and every withdrawal.

    ``read_to`` is the last event looked at for it. Of its secret only ``salt`` lies here: see notifications.webhooks.
    ``failures`` counts those in a row; ``disabled_code`` says why it was switched off.
    """

    key = models.ForeignKey(ProgramKey, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    turns = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)  # None: by the program
    made_at = models.DateTimeField()
    read_to = models.BigIntegerField()
    tried_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    waits_until = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_code = models.CharField(max_length=40, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="notifications_webhook_off_says_why", condition=Q(disabled_at__isnull=True) | ~Q(disabled_code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.url}"


class Delivery(models.Model):
    """One event owed to one webhook. ``attempts`` counts claims; ``last_error`` is a code."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_index=False)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    took_ms = models.PositiveIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=40, blank=True)
    replayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="notifications_delivery_once"),
            models.CheckConstraint(
                name="notifications_delivery_sent_or_given_up",
                condition=Q(sent_at__isnull=True) | Q(gave_up_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "not_before", "id"],
                name="notifications_delivery_due",
                condition=Q(sent_at__isnull=True, gave_up_at__isnull=True),
            ),
            models.Index(fields=["webhook", "-id"], name="notifications_delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id}: event {self.event_id}"

    @property
    def name(self) -> str:
        """The same at every try and when it is sent again: by it the receiver knows what comes twice."""
        return f"change-{self.webhook_id}-{self.event_id}"
