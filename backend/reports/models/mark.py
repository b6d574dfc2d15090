"""What arrivals leave behind so that floods are seen: keyed hashes that nobody reads back, kept for a day."""

from django.db import models


class Mark(models.Model):
    """Something an arrival has in common with others: an address, a device, a photo, words (see reports.marks).

    ``key`` is a keyed hash of it, signed 64 bits; ``weight`` what is counted: 1, or bytes. No row says which report it
    is of.
    """

    key = models.BigIntegerField()
    at = models.DateTimeField()
    weight = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["key", "at", "weight"], name="reports_mark_counted"),
            models.Index(fields=["at"], name="reports_mark_old"),
        ]

    def __str__(self) -> str:
        return f"Mark {self.pk}"
