"""A worker for tests that are about its death: drains until nothing is left, in a process of its own.

Started with the moment to drain at as its one argument; the settings come from the environment.
"""

import os
import sys
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")


def main(moment: str) -> None:
    django.setup()
    from notifications.dispatch import Drained, drain  # noqa: PLC0415  # models are not ready before

    while drain(now=datetime.fromisoformat(moment)) != Drained():
        pass


if __name__ == "__main__":
    main(sys.argv[1])
