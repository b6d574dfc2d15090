"""The kinds of reports on the form: cards in four groups, and the questions of the one that was chosen."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from backend.core.text import fold
from backend.http.form_fields import kind_of
from backend.http.questions import ILL, Asked, asked_of
from backend.routing.answers import emergency_for, emergency_words
from backend.routing.book import categories
from backend.routing.models import Category, Group, PhotoWish
from backend.routing.names import in_language

_PART = "citizen/_kind.html"
_OTHER = "other"


@dataclass(frozen=True)
class Card:
    code: str
    name: str
    hint: str
    search: str  # folded words by which the browser finds it
    cues: str  # everyday words by which the browser suggests it, a bar between them
    picture: str  # its name in the sprite


@dataclass(frozen=True)
class Shelf:
    """One of the four groups; ``is_open`` where it holds what was chosen."""

    name: str
    cards: Sequence[Card]
    is_open: bool
    picture: str


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
        return in_language(self.kind.name, self.kind.name_en)

    @property
    def needs_photo(self) -> bool:
        return self.kind.photo == PhotoWish.REQUIRED

    @property
    def ill_words(self) -> str:
        """What to say as soon as somebody is ill, where the kind does not say it anyway."""
        if self.emergency or not any(one.counts_the_ill for one in self.asked):
            return ""
        return emergency_words(self.kind, {ILL: 1})

    @property
    def ill_number(self) -> str:
        return emergency_for(self.kind, {ILL: 1})


def shelves(chosen: str) -> list[Shelf]:
    """Return the kinds in use in their four groups, in order."""
    every = categories()
    return [_shelf(str(group.label), [one for one in every if one.group == group], chosen) for group in Group]


def chosen(kind: Category, answers: Mapping[str, object], errors: Mapping[str, str], *, reason: str = "") -> Chosen:
    """Return the kind with its questions, answers so far, and errors by question code."""
    asked = asked_of(kind, answers, errors)
    return Chosen(kind, asked, emergency_for(kind, {}), emergency_words(kind, {}), reason)


@require_safe
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the part of the form that belongs to one kind: the page puts it in when the kind is tapped."""
    found = kind_of(code)
    if found is None:
        return HttpResponseNotFound()
    response = render(request, _PART, _part(found))
    response["Cache-Control"] = "max-age=300"
    return response


@require_safe
def every_kind(request: HttpRequest) -> HttpResponse:
    """Answer with the parts of all kinds by code, as :func:`kind` gives them: a telephone keeps them all at once."""
    return JsonResponse({one.code: render_to_string(_PART, _part(one)) for one in categories()})


def _part(kind: Category) -> dict[str, Chosen]:
    return {"chosen": chosen(kind, {}, {})}


def _shelf(name: str, kinds: Iterable[Category], chosen_code: str) -> Shelf:
    cards = [_card(one) for one in kinds]
    picture = cards[0].picture if cards else _OTHER
    return Shelf(name, cards, any(card.code == chosen_code for card in cards), picture)


def _card(one: Category) -> Card:
    hint = in_language(one.hint, one.hint_en)
    words = fold(" ".join((one.name, one.name_en, one.hint, hint, *one.keywords)))
    search = " ".join(dict.fromkeys(words.split()))
    picture = one.code if one.code in drawn() else _OTHER
    return Card(one.code, in_language(one.name, one.name_en), hint, search, "|".join(one.keywords), picture)


@cache
def drawn() -> frozenset[str]:
    """Return the kinds that have a picture of their own; one added later is shown with that of "other"."""
    sprite = Path(str(finders.find("citizen/kinds.svg"))).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([a-z_]+)"', sprite))
