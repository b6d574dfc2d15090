"""The questions of a kind as a form shows them: with what was answered so far, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from backend.routing.models import Category, Question
from backend.routing.names import in_language

ILL = "people_ill"


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Asked:
    """A question with what was answered so far, and what was wrong with it."""

    question: Question
    value: object
    error: str

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def label(self) -> str:
        return in_language(self.question.label, self.question.label_en)

    @property
    def counts_the_ill(self) -> bool:
        return self.question.code == ILL

    @cached_property
    def options(self) -> list[Option]:
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [
            Option(one["code"], in_language(one["label"], one["label_en"]), one["code"] in chosen)
            for one in self.question.options
        ]

    @property
    def written(self) -> object:
        """The value for a box to write in: empty where one of the options stands for it."""
        return "" if any(option.is_chosen for option in self.options) else self.value


def asked_of(kind: Category, answers: Mapping[str, object], errors: Mapping[str, str]) -> list[Asked]:
    """Return the questions of ``kind`` with the answers so far, and errors by question code."""
    return [Asked(one, answers.get(one.code, ""), errors.get(one.code, "")) for one in kind.questions.all()]
