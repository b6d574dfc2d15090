"""Remove photo files that no row names; say which rows have lost their file."""

from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from backend.reports.sweep import GRACE, missing_files, sweep_photos


class Command(BaseCommand):
    help = "Remove photo files older than an hour that no report names, and name rows without a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")
        parser.add_argument(
            "--grace-s",
            type=int,
            default=int(GRACE.total_seconds()),
            help="only with the server stopped: less than an hour",
        )

    def handle(self, *, dry_run: bool, grace_s: int, **_: object) -> None:
        orphans = sweep_photos(timezone.now(), dry_run=dry_run, grace=timedelta(seconds=grace_s))
        verb = "would be removed" if dry_run else "removed"
        self.stdout.write(f"{len(orphans)} files without a row {verb}.")
        missing = missing_files()
        for name in missing:
            self.stdout.write(f"missing: {name}")
        self.stdout.write(f"{len(missing)} files missing.")
