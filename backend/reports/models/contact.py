"""The one place for personal data of residents."""

from django.db import models


class Contact(models.Model):
    """How to reach a resident, with the version of the text they agreed to and when.

    Erasing empties the fields and sets ``erased_at``; the row stays so that reports keep pointing somewhere.
    """

    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=254, blank=True)
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
                condition=models.Q(erased_at__isnull=False, name="", phone="", email="")
                | models.Q(erased_at__isnull=True) & ~models.Q(name="", phone="", email=""),
            ),
            models.CheckConstraint(name="reports_contact_has_consent", condition=~models.Q(consent_version="")),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk}"
