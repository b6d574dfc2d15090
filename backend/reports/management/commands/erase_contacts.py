"""Erase what names people in reports that were over twelve months ago, files included; a dry run lists it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from backend.reports.retention import Forgotten, forget_ended
from backend.reports.sweep import sweep_photos


class Command(BaseCommand):
    help = "Xóa thông tin cá nhân trong phản ánh đã kết thúc quá 12 tháng; --dry-run chỉ liệt kê."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ liệt kê những gì sẽ bị xóa")

    def handle(self, *, dry_run: bool, **_: object) -> None:
        now = timezone.now()
        found = forget_ended(now, dry_run=dry_run, most=None)
        for one in found:
            self.stdout.write(_line(one))
        if not dry_run:
            self.stdout.write(f"{len(sweep_photos(now))} files removed.")
        self.stdout.write(f"{len(found)} reports {'would be ' if dry_run else ''}emptied.")


def _line(one: Forgotten) -> str:
    parts = [f"contact {pk}" for pk in one.contacts] + [f"words {seq}" for seq in one.words]
    return " ".join([f"{one.code}:", *parts, *(f"file {name}" for name in one.files)])
