"""seed_keys: bring the keys of OPEN311_KEYS in."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from backend.accounts.program_keys import seed


class Command(BaseCommand):
    help = "Brings the keys of OPEN311_KEYS in; what is known already is left as it is."

    def handle(self, **_: object) -> None:
        self.stdout.write(f"{seed(now=timezone.now())} new")
