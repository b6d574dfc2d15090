"""backup_drill: bring the newest copy back into a scratch place, sign in there, and say how long it took."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from backend.backups.drill import drill
from backend.backups.failed import BackupFailed


class Command(BaseCommand):
    help = "Diễn tập: khôi phục bản sao lưu mới nhất vào một nơi tạm, kiểm tra, đăng nhập thử, rồi xóa nơi tạm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("stamp", nargs="?", default="", help="tên bản sao lưu; không ghi: bản mới nhất")
        parser.add_argument("--most-photos", type=int, default=2000, help="chỉ khôi phục chừng này ảnh")

    def handle(self, *_args: object, stamp: str, most_photos: int, **_options: object) -> None:
        try:
            done = drill(now=timezone.now(), stamp=stamp, most_photos=most_photos)
        except (BackupFailed, OSError, DatabaseError) as failure:
            raise CommandError(f"Diễn tập không đạt: {failure}") from failure
        self.stdout.write(done.said.strip())
        self.stdout.write(f"Restored in {done.restored_s:.1f} s, somebody signed in after {done.signed_in_s:.1f} s.")
