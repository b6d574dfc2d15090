"""load_places DIR: bring wards, streets, landmarks and hot spots up to what a folder says."""

from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from backend.places.load import DATA, Loaded, load
from backend.places.read import WrongData


class Command(BaseCommand):
    help = "Loads wards, streets, landmarks and hot spots from a folder; the same folder twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=DATA, metavar="DIR", help="default: the built-in data"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")

    def handle(self, *, folder: Path, dry_run: bool, **_: object) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        try:
            loaded = load(folder, dry_run=dry_run)
        except WrongData as wrong:
            raise CommandError(str(wrong)) from wrong
        self._tell(loaded, dry_run=dry_run)

    def _tell(self, loaded: Loaded, *, dry_run: bool) -> None:
        for table in fields(loaded):
            count = getattr(loaded, table.name)
            self.stdout.write(
                f"{table.name}: {count.new} new, {count.changed} changed, {count.same} the same, "
                f"{count.absent} kept though not in the files"
            )
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
