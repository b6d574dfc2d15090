"""Attributes as clients send them, as answers to the questions of the kind."""

import re
from collections.abc import Mapping, Sequence

from backend.core.text import fold
from backend.routing.models import Category, Question, QuestionType
from citizen_api.open311 import moments
from citizen_api.open311.services import options

_WHOLE = re.compile(r"([0-9]{1,9})\.0+")  # a program's number: 3.0


def answers_of(kind: Category, given: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Return answers by question; attributes that are none of the kind's are left out. Raises Refused for a moment."""
    questions = {question.code: question for question in kind.questions.all()}
    return {code: _answer(questions[code], values) for code, values in given.items() if code in questions and values}


def _answer(question: Question, values: Sequence[str]) -> object:
    match question.type:
        case QuestionType.MULTI:
            return [_key(question, one) for one in _apart(question, values)]
        case QuestionType.CHOICE | QuestionType.YES_NO:
            return _key(question, values[-1])
        case QuestionType.DATETIME:
            return moments.read(values[-1], f"answers.{question.code}").isoformat(timespec="seconds")
        case QuestionType.NUMBER:
            return _WHOLE.sub(r"\1", values[-1])
        case _:
            return values[-1]


def _apart(question: Question, values: Sequence[str]) -> list[str]:
    """Return the values one by one: some clients send them in one word, with commas between."""
    keys = {key for key, _name in options(question)}
    parts = [one.strip() for value in values for one in value.split(",") if one.strip()]
    return parts if set(parts) <= keys else list(values)


def _key(question: Question, value: str) -> str:
    """Return the key of a value; some clients send its name."""
    for key, name in options(question):
        if value == key or fold(value) == fold(name):
            return key
    return value
