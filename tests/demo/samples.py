"""Small sets of samples for the tests, made as the command makes them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.demo.make import Made, make
from backend.demo.prepare import Order

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
UNTIL = date(2026, 11, 24)
PASSWORD = "mau-thu-nghiem-2026"


def order(number: int = 60, *, months: int = 2, photos: int = 0, seed: int = 2) -> Order:
    return Order(number, months=months, until=UNTIL, seed=seed, photos=photos)


def made(number: int = 60, *, months: int = 2, photos: int = 0, seed: int = 2, **how: Any) -> Made:
    """Make ``number`` reports up to 24 November 2026."""
    return make(order(number, months=months, photos=photos, seed=seed), password=PASSWORD, now=NOW, **how)
