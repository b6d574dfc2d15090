"""Sample stories as rows of the tables: as tuples for SQLite, as lines of COPY for PostgreSQL."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from django.db import models

from backend.demo.chain import stored
from backend.demo.ground import Around
from backend.demo.openings import answers_json
from backend.demo.story import Story
from backend.demo.texts import folded
from backend.reports import consent
from backend.reports.involvement import shelf_of
from backend.reports.models import Contact, Event, Involvement, Part, Report, Words
from backend.reports.models.standing import OPEN

Row = str | tuple[object, ...]
Encode = Callable[[Sequence[object]], Row]

_REPORT = (
    "id", "code", "random_id", "lat", "lon", "accuracy_m", "address", "ward_id", "ward_of_14_id", "ward_of_13_id",
    "ward_of_4_id", "near_boundary", "street_id", "hotspot_id", "category_id", "group", "level", "channel", "unit_id",
    "status", "status_before", "screening", "held_as", "is_open", "merged_into_id", "reason", "created_at", "accept_by",
    "resolve_by", "answer_by", "asked_at", "accepted_at", "resolved_at", "closed_at", "published_at", "contact_id",
    "public_text", "answers", "search", "public_search", "photo_count", "satisfied", "rating", "version",
    "event_count", "head_hash", "public_changed_at",
)  # fmt: skip
_EVENT = (
    "seq", "report_id", "number", "kind", "at", "is_public", "actor_kind", "actor_id", "actor_name", "acting_unit_id",
    "ward_id", "unit_id", "category_id", "assignee_id", "level", "channel", "status", "screening", "accept_by",
    "resolve_by", "data", "words_hash", "previous_hash", "hash",
)  # fmt: skip
CONTACTS = 0.45  # of reports of residents
_ALWAYS_PRECISE = frozenset({"web", "api"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the columns given for it; ``extras`` are the defaults of what must not be empty and is not given."""

    name: str
    columns: tuple[str, ...]
    extras: tuple[object, ...]

    @classmethod
    def of(cls, model: type[models.Model], columns: tuple[str, ...]) -> "Table":
        """Return the table of ``model`` with ``columns``, and with those that other rooms may have added since."""
        others = [
            field
            for field in model._meta.concrete_fields  # noqa: SLF001  # Django's documented way to a model's fields
            if field.column not in columns and not field.null and not field.primary_key
        ]
        extras = tuple(field.get_prep_value(field.get_default()) for field in others)
        named = tuple(str(field.column) for field in others)
        return cls(model._meta.db_table, (*columns, *named), extras)  # noqa: SLF001  # as above


@dataclass(frozen=True, slots=True)
class Tables:
    """The five tables of a history, in the order they are written: what is pointed to comes first."""

    contact: Table
    report: Table
    involvement: Table
    event: Table
    words: Table

    @classmethod
    def of_reports(cls) -> "Tables":
        return cls(
            contact=Table.of(Contact, ("id", "name", "phone", "email", "language", "consent_version", "consent_at")),
            report=Table.of(Report, _REPORT),
            involvement=Table.of(Involvement, ("report_id", "unit_id", "part", "shelf", "is_open", "resolve_by")),
            event=Table.of(Event, _EVENT),
            words=Table.of(Words, ("event_id", "body", "salt")),
        )


def report_row(story: Story, around: Around, *, contact_id: int | None, rng: Random) -> tuple[object, ...]:
    """Return the report as it stands."""
    opening, spot, sort = story.opening, story.opening.spot, story.sort
    ward_folded = spot.wards_folded[opening.era]
    begin = f"{opening.code.lower()} {sort.name_folded} {spot.street_folded} {ward_folded}"
    address, text = folded(opening.address), folded(opening.text)
    public = text if story.public_text == opening.text else folded(story.public_text)
    precise = opening.channel in _ALWAYS_PRECISE
    return (
        opening.pk, opening.code, uuid.UUID(int=rng.getrandbits(128), version=4).hex, spot.lat, spot.lon,
        round(rng.uniform(4, 60), 1) if precise else None, opening.address, story.ward_id, spot.of_14, spot.of_13,
        spot.of_4, around.near_boundary, spot.street_id, spot.hotspot_id, sort.pk, sort.group, sort.level,
        opening.channel, story.unit_id, story.status, story.status_before, story.screening, opening.held_as,
        story.is_open, story.merged_into, story.reason, stored(opening.at), stored(story.accept_by),
        stored(story.resolve_by), stored(story.answer_by), stored(story.asked_at), stored(story.accepted_at),
        stored(story.resolved_at), stored(story.closed_at), stored(story.published_at), contact_id,
        story.public_text if story.is_public else "", answers_json(opening.answers),
        f"{begin} {address} {text}" if address else f"{begin} {text}",
        f"{begin} {public}" if story.is_public else "", len(story.pictures), story.satisfied,
        story.rating, story.version, story.event_count, story.head_hash,
        stored(story.public_changed_at),
    )  # fmt: skip


def involvement_rows(story: Story) -> list[tuple[object, ...]]:
    """Return the rows of the unit in charge and of those with it, on the shelf that follows from the story."""
    end = (_shelf(story.status, story.screening), story.is_open, stored(story.resolve_by))
    others = ((story.opening.pk, unit, Part.WITH.value, *end) for unit in story.route.with_ids if unit != story.unit_id)
    return [(story.opening.pk, story.unit_id, Part.CHARGE.value, *end), *others]


def contact_row(story: Story, *, shift: int, has_phone: bool, rng: Random) -> tuple[object, ...]:
    """Return an invented way to reach the reporter: numbers nobody has, addresses nobody can have.

    Its key is the report's and ``shift``.
    """
    pk = story.opening.pk + shift
    number = rng.randrange(1000)
    phone = f"0900000{number:03d}" if has_phone else ""
    email = f"cudan{pk}@dan.example" if not has_phone or rng.random() < 0.3 else ""
    return (pk, f"Người dân mẫu {number}", phone, email, "vi", consent.VERSION, stored(story.opening.at))


@cache
def _shelf(status: str, screening: str) -> str:
    return shelf_of(Report(status=status, screening=screening, is_open=status in OPEN)).value
