"""Deeds that programs repeat until they hear that they are done: what was answered the first time."""

from django.db import models

from backend.accounts.models import User


class DoneOnce(models.Model):
    """The first answer to a deed sent under ``key`` by ``user``, written in the deed's own transaction.

    ``digest`` is SHA-256 over what was asked; ``answer`` the JSON that was answered. Kept for some days (see
    reports.once), as answers hold what the person saw.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "done once"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="reports_done_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.user_id}"
