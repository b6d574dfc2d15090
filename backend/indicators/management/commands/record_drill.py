"""Writes down a restore drill: when a backup was brought back to life, how long it took, whether it was whole."""

from argparse import ArgumentParser, BooleanOptionalAction
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.indicators.models import Drill


class Command(BaseCommand):
    help = "Ghi lại một lần diễn tập khôi phục dữ liệu từ bản sao lưu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="thời điểm, ví dụ 2026-11-25T09:00+07:00; mặc định là bây giờ")
        parser.add_argument("--took", type=int, default=0, help="mất bao nhiêu giây")
        parser.add_argument("--rows", type=int, default=0, help="khôi phục được bao nhiêu dòng")
        parser.add_argument("--ok", action=BooleanOptionalAction, required=True, help="đủ dữ liệu hay không")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        at = _moment(options["at"]) if options["at"] else now
        if at > now or options["took"] < 0 or options["rows"] < 0:
            raise CommandError("Thời điểm phải ở quá khứ, số giây và số dòng từ 0 trở lên.")
        Drill.objects.create(at=at, took_s=options["took"], rows=options["rows"], is_ok=options["ok"])
        self.stdout.write("Đã ghi.")


def _moment(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise CommandError("Xin ghi thời điểm như 2026-11-25T09:00+07:00.") from None
    return found if timezone.is_aware(found) else timezone.make_aware(found, timezone.get_default_timezone())
