"""Compares closed months with their hashes and with the events; ends with 1 where something does not fit."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from backend.core.month import Month
from backend.indicators.management.commands.close_month import month
from backend.indicators.verify_month import verify_month


class Command(BaseCommand):
    help = "Kiểm tra các tháng đã chốt: chuỗi mã băm, và tính lại từ các sự kiện."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", nargs="?", type=month, help="tháng cần tính lại; không ghi: mọi tháng")
        parser.add_argument("--against", default="", help="mã băm đã in trong văn bản hoặc dữ liệu mở")

    def handle(self, *, against: str, **options: object) -> None:
        wanted = options["month"]
        faults = list(verify_month(wanted if isinstance(wanted, Month) else None, against=against))
        for fault in faults:
            self.stdout.write(f"{fault.month} ({fault.revision}): {fault.what}")
        if faults:
            raise CommandError(f"{len(faults)} chỗ không khớp.")
        self.stdout.write("Các tháng đã chốt đều khớp.")
