"""Writes all public reports to a file, or tonight's edition of open data."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from citizen_api.opendata.editions import write_edition
from citizen_api.opendata.export import WRITERS, export


class Command(BaseCommand):
    help = "Xuất mọi phản ánh công khai ra tệp; không ghi --out thì làm bản dữ liệu mở của hôm nay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=tuple(WRITERS), default="csv", help="dạng tệp")
        parser.add_argument("--out", type=Path, metavar="F", help="tệp để ghi")

    def handle(self, *, out: Path | None, **options: object) -> None:
        if out is None:
            made = write_edition(now=timezone.now())
            if made is None:
                raise CommandError("Một tiến trình khác đang xuất dữ liệu mở.")
            self.stdout.write(f"{made.day}: {made.reports} phản ánh")
            return
        self.stdout.write(f"{out}: {export({str(options['format']): out})} phản ánh")
