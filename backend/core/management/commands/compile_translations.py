"""compile_translations: make the .mo files from the .po files, without gettext."""

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.core.translations import compile_translations


class Command(BaseCommand):
    help = "Compiles the translations that changed; gettext is not needed."
    requires_system_checks = []

    def handle(self, **_: object) -> None:
        self.stdout.write(f"{compile_translations(settings.LOCALE_PATHS)} compiled")
