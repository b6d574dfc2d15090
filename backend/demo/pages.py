"""A chapter of sample histories, written out as rows; in this process or in others, without asking the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple

from backend.demo.fates import Fate
from backend.demo.ground import Person, Route, Sort
from backend.demo.office import Office
from backend.demo.openings import Cast, Chapter, open_chapter, received_data
from backend.demo.rows import CONTACTS, Encode, Row, Tables, contact_row, involvement_rows, report_row
from backend.demo.seasons import stuck_share
from backend.demo.spots import Places
from backend.demo.story import Picture, Stage, Story

RouteKey = tuple[int, str, str]  # place in Places.arounds, category, what the words read like


@dataclass(frozen=True)
class Script:
    """All that the chapters are written from. Plain data: it can be given to another process."""

    seed: int
    first: date
    last: date
    working_days: tuple[date, ...]
    end: int
    places: Places
    sorts: Mapping[str, Sort]
    routes: Mapping[RouteKey, Route]
    people: Mapping[int, Person]
    committees: Mapping[int, int]
    tables: Tables
    encode: Encode
    contact_shift: int
    photos_from: int
    taken_codes: frozenset[str]


class EventRow(NamedTuple):
    """An event without its ``seq``: its place in time, its columns, and its words' (None: none were said)."""

    at: int
    report_id: int
    number: int
    row: Row
    words: Row | None


class PhotoRow(NamedTuple):
    """A photo without its file: whose it is, with which event it came, and of what it is."""

    report_id: int
    order: int
    picture: Picture
    category: str


@dataclass
class Pages:
    """The rows of a chapter."""

    contacts: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)
    involvements: list[Row] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    photos: list[PhotoRow] = field(default_factory=list)
    open_reports: int = 0


class Author:
    """Writes chapters from one script: the same script and chapter give the same pages, wherever they are written."""

    def __init__(self, script: Script) -> None:
        self._script = script
        office = Office(script.working_days)
        self._stage = Stage(office, script.people, script.committees, script.end)
        self._cast = Cast(
            places=script.places,
            sorts=script.sorts,
            route_of=lambda around, code, held_as: script.routes[around, code, held_as],
            taken_codes=script.taken_codes,
            photos_from=script.photos_from,
            stuck_share=stuck_share(script.first, script.last),
        )

    def write(self, chapter: Chapter) -> Pages:
        pages, rng = Pages(), Random(f"{self._script.seed}:{chapter.first_pk}")  # noqa: S311  # samples, no secrets
        for opening, destiny, filling in open_chapter(chapter, self._cast, rng):
            story = Story(opening, stage=self._stage, rng=rng)
            has_contact = destiny.has_phone or rng.random() < CONTACTS
            story.receive(received_data(story, has_contact=has_contact))
            Fate(story, destiny, filling=filling, rng=rng).run()
            self._write_out(story, pages, has_contact=has_contact, has_phone=destiny.has_phone, rng=rng)
        return pages

    def _write_out(self, story: Story, pages: Pages, *, has_contact: bool, has_phone: bool, rng: Random) -> None:
        script, encode, tables = self._script, self._script.encode, self._script.tables
        contact = contact_row(story, shift=script.contact_shift, has_phone=has_phone, rng=rng) if has_contact else None
        contact_id = story.opening.pk + script.contact_shift if contact else None
        around = script.places.arounds[story.opening.spot.arounds[story.opening.era]]
        report = report_row(story, around, contact_id=contact_id, rng=rng)
        if contact:
            pages.contacts.append(encode((*contact, *tables.contact.extras)))
        pages.reports.append(encode((*report, *tables.report.extras)))
        pages.involvements += [encode((*row, *tables.involvement.extras)) for row in involvement_rows(story)]
        pages.open_reports += story.is_open
        for line in story.lines:
            row = encode((*line.values, *tables.event.extras))
            words = encode((*line.words, *tables.words.extras)) if line.words else None
            pages.events.append(EventRow(line.at, line.report_id, line.number, row, words))
        for order, picture in enumerate(story.pictures):
            pages.photos.append(PhotoRow(story.opening.pk, order, picture, story.sort.code))
