"""Checks the whole history: each report's chain, events of no report, values by hand, closed months by a kept hash."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from backend.indicators.values_told import wrong_values
from backend.indicators.verify_month import known_values, verify_month
from backend.reports.verify import verify_beside, verify_history

_MOST_SHOWN = 50


class Command(BaseCommand):
    help = "Kiểm tra nhật ký của mọi phản ánh; --against đối chiếu cả chuỗi tháng đã chốt với một mã băm đã giữ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", help="mã phản ánh; không ghi: mọi phản ánh")
        parser.add_argument("--against", default="", help="mã băm đã in trong văn bản hoặc dữ liệu mở")

    def handle(self, *, codes: list[str], against: str, **_: object) -> None:
        said = [f"{one.code} #{one.number}: {one.what}" for one in verify_history(codes=codes or None)]
        said += [f"{one.code} #{one.number}: {one.what}" for one in ([] if codes else verify_beside())]
        said += [
            f"value #{number}: {what}" for number, what in ([] if codes else wrong_values(witnesses=known_values()))
        ]
        if against:
            said += [f"{one.month} ({one.revision}): {one.what}" for one in verify_month(against=against)]
        for line in said[:_MOST_SHOWN]:
            self.stdout.write(line)
        if said:
            self.stderr.write(f"{len(said)} faults.")
            sys.exit(1)
        self.stdout.write("The history holds.")
