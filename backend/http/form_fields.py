"""Fields of a page's form, read as they came: a kind, its answers, a place, a key. Nothing is checked yet."""

import re
import uuid
from collections.abc import Sequence

from django.http import QueryDict

from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.routing.book import category
from backend.routing.models import Category, Question, QuestionType

_NUMBER = re.compile(r"-?\d{1,8}(?:\.\d{1,17})?", re.ASCII)  # degrees, or metres
_PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*", re.ASCII)


def kind_of(code: str) -> Category | None:
    """Return the kind with this code, None where there is none in use."""
    try:
        return category(code)
    except Refused:
        return None


def answers_of(kind: Category | None, sent: QueryDict) -> dict[str, object]:
    """Return the answers to the questions of ``kind``: what was left over from another kind is dropped."""
    questions = kind.questions.all() if kind else ()
    return {one.code: _answer(one, sent.getlist(f"answers.{one.code}")) for one in questions}


def pair(words: str) -> Point | None:
    """Return the place written as "21.0458, 105.8698" (latitude first), None where it is none."""
    found = _PAIR.fullmatch(words)
    return point_of(found[1], found[2]) if found else None


def point_of(lat: str, lon: str) -> Point | None:
    """Return the place of two fields in degrees, None where they hold none."""
    north, east = number(lat), number(lon)
    if north is None or east is None:
        return None
    try:
        return Point(north, east)
    except ValueError:
        return None


def number(written: str) -> float | None:
    """Return a number written plainly, None where it is none."""
    line = written.strip()
    return float(line) if _NUMBER.fullmatch(line) else None


def key_of(written: str) -> uuid.UUID:
    """Return the form's key, which makes sending it twice one report; a new one where it has none."""
    try:
        return uuid.UUID(written)
    except ValueError:
        return uuid.uuid4()


def _answer(question: Question, given: Sequence[str]) -> object:
    """Return one value, or a list for a question with many. A number comes from a box, or a tick ("unknown")."""
    if question.type == QuestionType.MULTI:
        return list(given)
    filled = [value for value in given if value.strip()]
    return filled[-1] if filled else ""
