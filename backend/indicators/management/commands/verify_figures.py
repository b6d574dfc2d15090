"""Compares the facts with the events they are counted from; ``--rebuild`` counts them anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.indicators.recount import rebuild, verify

_SHOWN = 20


class Command(BaseCommand):
    help = "Đối chiếu số liệu đã tính với các sự kiện; --rebuild tính lại toàn bộ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="xóa số liệu đã tính và tính lại từ sự kiện")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["rebuild"]:
            self.stdout.write(f"Đã tính lại từ {rebuild(now=now)} sự kiện.")
        different = verify(now=now)
        for one in different[:_SHOWN]:
            self.stdout.write(f"{one.fact}: bảng {one.in_table}, sự kiện {one.from_events}")
        if different:
            raise CommandError(f"{len(different)} số liệu không khớp với sự kiện; --rebuild tính lại.")
        self.stdout.write("Số liệu khớp với sự kiện.")
