#!/usr/bin/env python3
"""The front desk for commands: `python manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

from backend.reports.wall import ALL, seeing

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    with seeing(ALL):  # who may give commands has the keys of the house
        execute_from_command_line(sys.argv)
