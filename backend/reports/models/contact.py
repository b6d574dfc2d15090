"""The one place for personal data of residents."""

from django.db import models


class Contact(models.Model):
    """How to reach a resident, with the version of the text they agreed to and when.

    Erasing empties the fields and sets ``erased_at``; the row stays so that reports keep pointing somewhere. With
    ``by_browser`` a :class:`Browser` points to it.
    """

    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    by_browser = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="vi")
    consent_version = models.CharField(max_length=20)
    consent_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["phone"], name="reports_contact_phone", condition=~models.Q(phone=""))]
        constraints = [
            models.CheckConstraint(
                name="reports_contact_reachable_or_erased",
                condition=models.Q(erased_at__isnull=False, name="", phone="", email="", by_browser=False)
                | models.Q(erased_at__isnull=True) & ~models.Q(name="", phone="", email="", by_browser=False),
            ),
            models.CheckConstraint(name="reports_contact_has_consent", condition=~models.Q(consent_version="")),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class Browser(models.Model):
    """A resident's browser that takes notices: its push service's address, and its keys (RFC 8291).

    The same browser may stand here several times, once for each thing it follows; it goes when its contact is erased.
    """

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="browser")
    endpoint = models.CharField(max_length=500)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["endpoint"], name="reports_browser_endpoint")]

    def __str__(self) -> str:
        return f"Browser of {self.contact_id}"
