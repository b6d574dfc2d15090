"""Where it is, in one field: a street, a landmark or a ward among other words, or a pin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from backend.core.text import fold
from backend.http.form_fields import pair
from backend.places.gazetteer import Found, search
from backend.places.geocoder import ask
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import locate
from moderation.entry.draft import Draft

_FEWEST_LETTERS = 2
_MOST = 8


@dataclass(frozen=True)
class Suggestion:
    """A place the words may mean: its name, its ward, where it is."""

    name: str
    ward: str
    point: Point

    @property
    def value(self) -> str:
        """The place as a form keeps it: "lat,lon|name"."""
        return f"{self.point.lat:.6f},{self.point.lon:.6f}|{self.name}"


def suggestions(words: str, *, now: datetime, may_ask: bool = False) -> Sequence[Suggestion]:
    """Return the places that ``words`` may mean, the best first.

    Callers say more than a name ("ngõ sau chợ, gần nhà ông Ba, phố Ngọc Lâm"): where the whole is nothing that is
    known, its parts between commas are tried, the last first. With ``may_ask`` the online geocoder comes last.
    Raises Refused for degrees outside the district.
    """
    day = day_in_force(now)
    if (point := pair(words)) is not None:
        ward = locate(point, on=day).ward.title
        return [Suggestion(ward, ward, point)]
    parts = [part.strip() for part in words.split(",")]
    for wanted in dict.fromkeys((words.strip(), *reversed(parts))):
        if len(wanted) >= _FEWEST_LETTERS and (found := search(wanted, on=day, limit=_MOST)):
            return _all(found)
    return _all(ask(words, on=day, limit=_MOST)) if may_ask else []


def settled(draft: Draft, found: Sequence[Suggestion]) -> Draft:
    """Return ``draft`` at the one place its words mean; as it is where they may mean several, or none.

    Of several it is the one whose whole name they hold: "số 12 phố Ái Mộ" is the street, "Ái Mộ" may be its lanes.
    """
    if draft.point is not None:
        return draft
    meant = found if len(found) == 1 else _named_in(draft.where, found)
    if len(meant) != 1:
        return draft
    return replace(draft, point=meant[0].point, picked=meant[0].name, settled=draft.where)


def _named_in(words: str, found: Sequence[Suggestion]) -> Sequence[Suggestion]:
    """Return those with the longest name that stands whole in ``words``."""
    whole = f" {fold(words)} "
    named = [one for one in found if f" {fold(one.name)} " in whole]
    longest = max((len(fold(one.name)) for one in named), default=0)
    return [one for one in named if len(fold(one.name)) == longest]


def _all(found: Sequence[Found]) -> Sequence[Suggestion]:
    return [Suggestion(one.name, one.ward.title, one.point) for one in found]
