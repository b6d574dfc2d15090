"""Tell nobody what has happened so far: after sample data, or a history taken over from elsewhere."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from notifications.owing import start_from_now


class Command(BaseCommand):
    help = "Owe no letters for events up to now. Letters already written down stay owed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count the events that would be passed over")

    def handle(self, *_args: object, dry_run: bool, **_options: object) -> None:
        passed_over = start_from_now(dry_run=dry_run)
        self.stdout.write(f"{passed_over} events are told to nobody.")
