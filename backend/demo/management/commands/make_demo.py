"""make_demo --reports N: believable sample reports with their whole histories, in bulk."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from datetime import date, timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.core.errors import Refused
from backend.demo.accounts import sample_password
from backend.demo.alarms import make_sample_alerts, number_of
from backend.demo.inspections import make_sample_inspections
from backend.demo.make import Made, make
from backend.demo.prepare import Order

_LATEST_FIRST_YEAR = 2004  # no ward set is known before


class Command(BaseCommand):
    help = "Makes sample reports with their histories, photos and staff; refuses where reports are, unless --add."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reports", type=_whole, required=True, metavar="N", help="how many")
        parser.add_argument("--months", type=_whole, default=1, metavar="M", help="over how many months; default 1")
        parser.add_argument("--seed", type=int, default=2, metavar="S", help="the same seed, the same reports")
        parser.add_argument("--until", type=_day, metavar="DATE", help="the last day; default yesterday")
        parser.add_argument("--photos", type=int, default=2000, metavar="K", help="photos for the last K; default 2000")
        parser.add_argument("--add", action="store_true", help="add to the reports there are")

    def handle(
        self, *, reports: int, months: int, seed: int, until: date | None, photos: int, add: bool, **_: object
    ) -> None:
        now = timezone.localtime(timezone.now(), timezone.get_default_timezone())
        last = until or now.date() - timedelta(days=1)
        if last > now.date():
            raise CommandError("--until lies in the future")
        order = Order(reports, months=months, until=last, seed=seed, photos=max(0, photos))
        if order.first.year < _LATEST_FIRST_YEAR:
            raise CommandError("--months reaches back before the first wards that are known")
        began = time.monotonic()
        try:
            bulk = replace(order, number=reports - number_of(order))
            made = make(bulk, password=sample_password(), now=now, add=add, tell=self._tell)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self._sum_up(made, seconds=time.monotonic() - began)
        call_command("load_registers", samples=True, stdout=self.stdout)
        self.stdout.write(f"sample inspections: {make_sample_inspections(order, now=now)} new")
        self.stdout.write(f"reports of sample alerts: {make_sample_alerts(order, now=now)}")

    def _tell(self, number: int) -> None:
        if number >= 100_000:  # below, nobody waits long enough to wonder
            self.stderr.write(f"{number} reports written")

    def _sum_up(self, made: Made, *, seconds: float) -> None:
        rate = made.reports / max(seconds, 0.001)
        self.stdout.write(
            f"{made.reports} reports ({made.open_reports} open), {made.events} events, {made.photos} photos"
            f" in {seconds:.1f} s ({rate:.0f} reports a second)"
        )


def _whole(written: str) -> int:
    number = int(written) if written.isdecimal() else 0
    if number < 1:
        raise ArgumentTypeError(f"{written} is not a whole number of 1 or more")
    return number


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"{written} is not a day like 2026-11-24") from None
