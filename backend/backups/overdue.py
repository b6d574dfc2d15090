"""Is there a fresh copy? Said to the watch in words, and to the administrators by letter, once for each silence."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from backend.backups.models import Run, Work
from backend.reports.record import record_system

LATE = "system_backup_late"
GRACE = timedelta(hours=1)  # a copy takes its time
_AGAIN = timedelta(days=1)
_WAL_LATE = timedelta(minutes=15)  # three times what may be lost at most


def last_good(work: Work = Work.BACKUP) -> Run | None:
    return Run.objects.filter(work=work, ended_at__isnull=False, error="").order_by("-ended_at", "-id").first()


def last_failed() -> Run | None:
    """Return the newest failure after the last good copy."""
    good = last_good()
    failed = Run.objects.filter(work=Work.BACKUP, ended_at__isnull=False).exclude(error="")
    if good and good.ended_at:
        failed = failed.filter(ended_at__gt=good.ended_at)
    return failed.order_by("-ended_at", "-id").first()


def why_late(now: datetime) -> str:
    """Return why the copies are not as they should be, empty where they are, or none are expected here."""
    if not settings.BACKUP_EVERY_H:
        return ""
    if failed := last_failed():
        return f"the last backup failed: {failed.error}"
    good = last_good()
    if good is None or good.ended_at is None:
        return "no backup has been made"
    if now - good.ended_at > timedelta(hours=settings.BACKUP_EVERY_H) + GRACE:
        return f"the last backup is of {good.ended_at.isoformat(timespec='seconds')}"
    return _wal_fails(now)


def watch(now: datetime) -> int:
    """Tell the administrators that there is no fresh copy, once a day at most; return 1 where this call did."""
    why = why_late(now)
    if not why:
        return 0
    with transaction.atomic():
        newest = Run.objects.select_for_update().filter(work=Work.BACKUP).order_by("-started_at", "-id").first()
        if newest is None:
            newest = Run.objects.create(work=Work.BACKUP, started_at=now, ended_at=now, error=why[:200])
        if Run.objects.filter(told_at__gt=now - _AGAIN).exists():
            return 0
        newest.told_at = now
        newest.save(update_fields=["told_at"])
        record_system(LATE, now=now, data={"why": why})
    return 1


def _wal_fails(now: datetime) -> str:
    """Return since when PostgreSQL, where it is told to copy its log away, cannot: then more would be lost."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_archived_time, last_failed_time FROM pg_stat_archiver")
        archived, failed = cursor.fetchone()
    if failed is None or (archived is not None and archived > failed):
        return ""
    since = archived or failed
    is_late = now - since > _WAL_LATE
    return f"the log of the database is not copied since {since.isoformat(timespec='seconds')}" if is_late else ""
