"""restore: bring a copy back into an empty place, look at it, and tell the voice not to speak of old things again."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from backend.backups import base, copy, keys
from backend.backups.failed import BackupFailed
from backend.backups.restore import restore, wrong
from backend.backups.vault import Vault, vault
from notifications.restored import settle


class Command(BaseCommand):
    help = "Khôi phục một bản sao lưu vào nơi còn trống, rồi kiểm tra; không gửi lại thông báo cũ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("stamp", nargs="?", default="", help="tên bản sao lưu; không ghi: bản mới nhất")
        parser.add_argument("--list", action="store_true", help="chỉ liệt kê các bản")
        parser.add_argument("--most-photos", type=int, help="chỉ khôi phục chừng này ảnh (khi diễn tập)")
        parser.add_argument("--keys", action="store_true", help="in các khóa đã niêm phong, cần BACKUP_PASSPHRASE")
        parser.add_argument("--base", type=Path, metavar="PGDATA", help="chuẩn bị thư mục trống này từ bản nền và WAL")
        parser.add_argument("--until", help="thời điểm muốn trở về, ví dụ 2025-03-01T10:00:00+07:00 (cùng --base)")
        parser.add_argument("--settle", action="store_true", help="sau --base: kiểm tra và chặn thông báo cũ")

    def handle(self, *_args: object, **options: object) -> None:
        try:
            self._do(vault(), options)
        except (BackupFailed, OSError, DatabaseError) as failure:
            raise CommandError(f"Chưa khôi phục được: {failure}") from failure

    def _do(self, there: Vault, options: dict[str, object]) -> None:
        if options["list"]:
            self.stdout.write("\n".join(copy.stamps(there)))
        elif options["settle"]:
            self._settle(tuple(wrong()))
        elif isinstance(folder := options["base"], Path):
            self.stdout.write(base.bring_back(there, folder, until=_moment(options["until"])))
        elif options["keys"]:
            self._show_keys(there, self._chosen(there, options))
        else:
            most = options["most_photos"]
            done = restore(there, self._chosen(there, options), most_photos=most if isinstance(most, int) else None)
            self.stdout.write(f"{done.copy.stamp}: {sum(done.copy.looked.counts.values())} rows, {done.photos} photos.")
            self._settle(done.faults)

    def _chosen(self, there: Vault, options: dict[str, object]) -> copy.Copy:
        stamp = str(options["stamp"]) or next(iter(copy.stamps(there)), "")
        return copy.read(there, stamp)

    def _settle(self, faults: tuple[str, ...]) -> None:
        """Silence the voice even where something does not hold: the operator may well go on with what there is."""
        settled = settle(now=timezone.now())
        self.stdout.write(f"{settled.letters} letters are sent to nobody, {settled.parcels} parcels are looked for.")
        for line in faults[:50]:
            self.stdout.write(line)
        if faults:
            raise CommandError(f"{len(faults)} faults.")
        self.stdout.write("The history holds, closed months and photos too.")

    def _show_keys(self, there: Vault, chosen: copy.Copy) -> None:
        from django.conf import settings  # noqa: PLC0415  # for this one deed

        if copy.KEYS not in chosen.hashes:
            raise BackupFailed("no keys lie beside this copy: BACKUP_PASSPHRASE was not set")
        opened = keys.opened(copy.get_bytes(there, chosen.file(copy.KEYS)), settings.BACKUP_PASSPHRASE)
        for name, key in opened.items():
            self.stdout.write(f"{name}={key}")


def _moment(written: object) -> datetime | None:
    if not written:
        return None
    moment = parse_datetime(str(written))
    if moment is None or moment.tzinfo is None:
        raise CommandError("--until: ví dụ 2025-03-01T10:00:00+07:00, có múi giờ")
    return moment
