"""The kinds of reports on the form: cards in four groups, and the questions of the one that was chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from backend.core.text import fold
from backend.routing.answers import emergency_for, emergency_words
from backend.routing.book import categories
from backend.routing.models import Category, Group, PhotoWish, Question
from citizen_api.pages.draft import kind_of

_ILL = "people_ill"


@dataclass(frozen=True)
class Card:
    code: str
    name: str
    hint: str
    search: str  # folded words by which the browser finds it


@dataclass(frozen=True)
class Shelf:
    """One of the four groups; ``is_open`` where it holds what was chosen."""

    name: str
    cards: Sequence[Card]
    is_open: bool


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
        return _spoken(self.question.label, self.question.label_en)

    @property
    def counts_the_ill(self) -> bool:
        return self.question.code == _ILL

    @cached_property
    def options(self) -> list[Option]:
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [
            Option(one["code"], _spoken(one["label"], one["label_en"]), one["code"] in chosen)
            for one in self.question.options
        ]

    @property
    def written(self) -> object:
        """The value for a box to write in: empty where one of the options stands for it."""
        return "" if any(option.is_chosen for option in self.options) else self.value


@dataclass(frozen=True)
class Chosen:
    """The kind that was chosen, with the number to call first and its questions."""

    kind: Category
    asked: Sequence[Asked]
    emergency: str
    emergency_words: str
    no_photo_reason: str = ""

    @property
    def name(self) -> str:
        return _spoken(self.kind.name, self.kind.name_en)

    @property
    def needs_photo(self) -> bool:
        return self.kind.photo == PhotoWish.REQUIRED

    @property
    def ill_words(self) -> str:
        """What to say as soon as somebody is ill, where the kind does not say it anyway."""
        if self.emergency or not any(one.counts_the_ill for one in self.asked):
            return ""
        return emergency_words(self.kind, {_ILL: 1})

    @property
    def ill_number(self) -> str:
        return emergency_for(self.kind, {_ILL: 1})


def shelves(chosen: str) -> list[Shelf]:
    """Return the kinds in use in their four groups, in order."""
    every = categories()
    return [_shelf(str(group.label), [one for one in every if one.group == group], chosen) for group in Group]


def chosen(kind: Category, answers: Mapping[str, object], errors: Mapping[str, str], *, reason: str = "") -> Chosen:
    """Return the kind with its questions, answers so far, and errors by question code."""
    asked = [Asked(one, answers.get(one.code, ""), errors.get(one.code, "")) for one in kind.questions.all()]
    return Chosen(kind, asked, emergency_for(kind, {}), emergency_words(kind, {}), reason)


@require_safe
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the part of the form that belongs to one kind: the page puts it in when the kind is tapped."""
    found = kind_of(code)
    if found is None:
        return HttpResponseNotFound()
    response = render(request, "citizen/_kind.html", {"chosen": chosen(found, {}, {})})
    response["Cache-Control"] = "max-age=300"
    return response


def _shelf(name: str, kinds: Iterable[Category], chosen_code: str) -> Shelf:
    cards = [_card(one) for one in kinds]
    return Shelf(name, cards, any(card.code == chosen_code for card in cards))


def _card(one: Category) -> Card:
    hint = _spoken(one.hint, one.hint_en)
    words = fold(" ".join((one.name, one.name_en, one.hint, hint, *one.keywords)))
    return Card(one.code, _spoken(one.name, one.name_en), hint, " ".join(dict.fromkeys(words.split())))


def _spoken(vietnamese: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else vietnamese
