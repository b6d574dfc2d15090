"""Remove photo files that no row names; say which rows have lost their file."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from backend.reports.sweep import missing_files, sweep_photos


class Command(BaseCommand):
    help = "Remove photo files older than an hour that no report names, and name rows without a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")

    def handle(self, *, dry_run: bool, **_: object) -> None:
        orphans = sweep_photos(timezone.now(), dry_run=dry_run)
        verb = "would be removed" if dry_run else "removed"
        self.stdout.write(f"{len(orphans)} files without a row {verb}.")
        missing = missing_files()
        for name in missing:
            self.stdout.write(f"missing: {name}")
        self.stdout.write(f"{len(missing)} files missing.")
