"""load_templates: add the built-in ready answers that are missing."""

from django.core.management.base import BaseCommand

from backend.reports.edit_ready_answers import add_missing


class Command(BaseCommand):
    help = "Adds the built-in ready answers that are missing; run load_routing before it."

    def handle(self, **_: object) -> None:
        self.stdout.write(f"{add_missing()} new")
