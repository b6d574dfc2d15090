"""load_programme FILE: add what is missing of a programme, its indicators, targets, feeds, tasks and reviews."""

from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from backend.indicators.load import DATA, CategoryMissing, load_programme


class Command(BaseCommand):
    help = "Adds what is missing of a programme; run load_routing before it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DATA, metavar="FILE", help="default: our own")
        parser.add_argument("--renew", action="store_true", help="set what was edited back to the file, too")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, file: Path, renew: bool, dry_run: bool, **_: object) -> None:
        if not file.is_file():
            raise CommandError(f"{file} is not a file")
        try:
            loaded = load_programme(file, renew=renew, dry_run=dry_run)
        except CategoryMissing as missing:
            raise CommandError(f"{missing}: run load_routing first") from missing
        except (ValueError, KeyError, TypeError) as wrong:
            raise CommandError(f"{file} does not hold a programme: {wrong!r}") from wrong
        for table in fields(loaded):
            count = getattr(loaded, table.name)
            self.stdout.write(f"{table.name}: {count.new} new, {count.changed} set back, {count.kept} kept")
        if dry_run:
            self.stdout.write("nothing was written")
