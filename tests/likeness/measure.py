"""How well the product's scorer tells made pairs apart: as staff's lists compare them, and as the public ones do."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from backend.core.text import fold
from backend.places.geometry import Point
from backend.reports.likeness import UNSURE_M, Description, Sort, likeness_of
from tests.likeness.generate import Account, Pair

_KINDS = Path(__file__).parents[2] / "backend/routing/data/categories.json"
HELD_OUT = (8101, 8102, 8103)  # seeds of the measure: nobody tunes to them
STEP, STEP_M = 5_000, 16  # what the public learns of a place: citizen_api.api.public, which asks for Django


@dataclass(frozen=True)
class Measured:
    """Shares from 0 to 1: of the pairs called very much alike those that are; of those that are, those called so."""

    precision: float
    recall: float


def measured(pairs: Iterable[Pair], *, is_public: bool = False) -> Measured:
    """Return how well the product's own threshold does; ``is_public``: the first report is known as the public does."""
    said = [(pair.is_same, _is_strong(pair, is_public=is_public)) for pair in pairs]
    right = sum(is_same and called for is_same, called in said)
    return Measured(right / sum(called for _is, called in said), right / sum(is_same for is_same, _called in said))


def described_by(account: Account) -> Description:
    """Return what is compared of an account by those who see all of it."""
    point = Point(account.lat, account.lon)
    return Description(_sort(account.kind), point, account.at, account.words, account.photos, account.accuracy_m)


def _is_strong(pair: Pair, *, is_public: bool) -> bool:
    first = _as_shown(pair.first) if is_public else described_by(pair.first)
    return likeness_of(described_by(pair.second), first).is_strong


def _as_shown(account: Account) -> Description:
    place = Point(round(account.lat * STEP) / STEP, round(account.lon * STEP) / STEP)
    error_m = math.hypot(UNSURE_M, STEP_M / 2)
    return Description(_sort(account.kind), place, account.at, account.words, account.photos, error_m)


@lru_cache
def _sort(code: str) -> Sort:
    (kind,) = (one for one in json.loads(_KINDS.read_text(encoding="utf-8")) if one["code"] == code)
    usual = fold(" ".join((kind["name"], kind["hint"], *kind["keywords"])))
    return Sort(code, kind["group"], kind["duplicate_radius_m"], kind["resolve_hours"], frozenset(usual.split()))
