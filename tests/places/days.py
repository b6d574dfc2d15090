"""A day of each ward set."""

from datetime import date

IN_THE_14 = date(2024, 12, 31)
IN_THE_13 = date(2025, 3, 1)
IN_THE_4 = date(2026, 11, 24)
EVERY_SET = (IN_THE_14, IN_THE_13, IN_THE_4)
