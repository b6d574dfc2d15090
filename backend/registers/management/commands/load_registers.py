"""load_registers: bring the lists of criteria up to the file; --samples adds invented entries."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.accounts.actor import Staff
from backend.accounts.models import Membership, Role
from backend.registers.load import load_criteria, load_samples


class Command(BaseCommand):
    help = "Loads the lists of criteria of the registers; run load_places and load_routing before it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--samples", action="store_true", help="add the invented entries that are missing")

    def handle(self, *, samples: bool, **_: object) -> None:
        found = load_criteria()
        self.stdout.write(f"criteria: {found.new} new, {found.changed} changed, {found.same} same, {found.ended} ended")
        if samples:
            self.stdout.write(f"sample entries: {load_samples(by=_office(), now=timezone.now())} new")


def _office() -> Staff:
    """Return who writes the samples down: the first of the programme's office."""
    posts = Membership.objects.filter(role=Role.PROGRAMME_OFFICE, user__is_active=True).select_related("user")
    post = posts.order_by("id").first()
    if post is None:
        raise CommandError("nobody works in the programme's office: make_demo makes the sample staff")
    return Staff(post.user)
