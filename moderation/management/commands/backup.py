"""backup: make a copy of the database, the photos and the keys; --watch makes one whenever it is time."""

import time
from argparse import ArgumentParser
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from backend.backups import base
from backend.backups.failed import BackupFailed
from backend.backups.make import backup
from backend.backups.overdue import last_good
from backend.backups.vault import Vault, vault

PAUSE_S = 60.0
AGAIN_AFTER = timedelta(minutes=15)  # a failure


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu, ảnh và khóa vào BACKUP_ROOT hoặc BACKUP_S3_BUCKET."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="chạy mãi: đến giờ thì sao lưu, mỗi phút chép WAL")

    def handle(self, *_args: object, watch: bool, **_options: object) -> None:
        try:
            there = vault()
            if watch:
                self._watch(there)
            self._copy(there)
            self._base(there)
        except (BackupFailed, OSError, DatabaseError) as failure:
            raise CommandError(f"Chưa sao lưu được: {failure}") from failure

    def _watch(self, there: Vault) -> None:
        """Copy the log each minute, the rest when it is time; what fails is said, and tried again."""
        not_before = timezone.now()
        while True:
            try:
                base.ship_log(there)
                if timezone.now() >= not_before and self._is_time():
                    self._copy(there)
                self._base(there)
            except (BackupFailed, OSError, DatabaseError) as failure:
                self.stderr.write(f"{type(failure).__name__}: {failure}")
                not_before = timezone.now() + AGAIN_AFTER
            connection.close()
            time.sleep(PAUSE_S)

    def _is_time(self) -> bool:
        good = last_good()
        every = timedelta(hours=settings.BACKUP_EVERY_H or 6)
        return good is None or timezone.now() - good.started_at >= every

    def _copy(self, there: Vault) -> None:
        began = time.monotonic()
        made = backup(there, now=timezone.now())
        took = time.monotonic() - began
        self.stdout.write(f"{made.stamp}: {sum(made.looked.counts.values())} rows, {made.photos} photos, {took:.1f} s.")

    def _base(self, there: Vault) -> None:
        if settings.BACKUP_REPLICATION_URL and (stamp := base.base_backup(there, now=timezone.now())):
            self.stdout.write(f"{stamp}: a base backup.")
