"""A door of its own for tests of several processes: files a report for each line it reads, and answers its code."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")


def main() -> None:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415  # models are not ready before

    from tests.notifications.test_letters import MAIL  # noqa: PLC0415  # as above
    from tests.reports.filing import filed  # noqa: PLC0415  # as above

    for _line in sys.stdin:
        report = filed(contact=MAIL, now=timezone.now() - timedelta(minutes=1))
        print(report.code, flush=True)  # noqa: T201  # the answer to the test


if __name__ == "__main__":
    main()
