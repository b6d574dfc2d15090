"""When copies were made and whether that went well: what the watch reads."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Work(models.TextChoices):
    BACKUP = "backup", _("sao lưu")
    DRILL = "drill", _("diễn tập khôi phục")


class Run(models.Model):
    """One try to make a copy, or to bring one back for practice. ``error`` is a line without anybody's data."""

    work = models.CharField(max_length=6, choices=Work.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    stamp = models.CharField(max_length=20, blank=True)  # the copy's name
    size_bytes = models.BigIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when the administrators were told that it failed

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="backups_run_failed_has_ended", condition=Q(error="") | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["work", "-ended_at"], name="backups_run_ended")]

    def __str__(self) -> str:
        return f"{self.work} {self.started_at:%Y-%m-%d %H:%M}"
