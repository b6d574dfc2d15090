"""Check every report's chain of events; ends with 1 where something does not fit."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from backend.reports.verify import verify_history

_MOST_SHOWN = 50


class Command(BaseCommand):
    help = "Check the chain of hashes of every report, its words, and the report against its last event."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", help="tracking codes; all reports where none is given")

    def handle(self, *, codes: list[str], **_: object) -> None:
        faults = 0
        for fault in verify_history(codes=codes or None):
            faults += 1
            if faults <= _MOST_SHOWN:
                self.stdout.write(f"{fault.code} #{fault.number}: {fault.what}")
        if faults:
            self.stderr.write(f"{faults} faults.")
            sys.exit(1)
        self.stdout.write("The history holds.")
