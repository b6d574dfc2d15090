"""load_routing: add units, categories, rules and calendar days that are missing."""

from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from backend.routing.load import DATA, WardsMissing, load


class Command(BaseCommand):
    help = "Adds the units, categories, rules and calendar days that are missing; run load_places before it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=DATA, metavar="DIR", help="default: the built-in data"
        )
        parser.add_argument("--renew", action="store_true", help="set what was edited back to the files, too")

    def handle(self, *, folder: Path, renew: bool, **_: object) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        try:
            loaded = load(folder, renew=renew)
        except WardsMissing as missing:
            raise CommandError(f"{missing}: run load_places first") from missing
        for table in fields(loaded):
            count = getattr(loaded, table.name)
            self.stdout.write(f"{table.name}: {count.new} new, {count.changed} set back, {count.kept} kept")
