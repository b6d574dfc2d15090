"""The life of one sample report: every act changes it exactly as ``backend.reports`` would, and is chained like there.

The acts mirror ``reports.intake``, ``lifecycle``, ``screening``, ``publication`` and ``note``; the tests replay sample
histories through those and compare every column. What an act needs (who, when, words) is decided in ``fates``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from backend.demo.chain import Chained, event_hash, stored, words_hash
from backend.demo.ground import Person, Route, Sort
from backend.demo.office import DAY_S, HOUR_S, Office
from backend.demo.spots import Spot
from backend.reports.lifecycle import ANSWER_WITHIN_HOURS
from backend.reports.masking import mask
from backend.reports.models import Kind, Screening, Status
from backend.reports.models.event import BESIDE, ActorKind
from backend.reports.models.standing import HELD_DENUNCIATION, OPEN
from backend.routing.deadlines import URGENT_HOURS
from backend.routing.models import Level

ACCEPTED, IN_PROGRESS, NEEDS_INFO = Status.ACCEPTED.value, Status.IN_PROGRESS.value, Status.NEEDS_INFO.value
RECEIVED, RESOLVED, CLOSED = Status.RECEIVED.value, Status.RESOLVED.value, Status.CLOSED.value
REJECTED, DUPLICATE = Status.REJECTED.value, Status.DUPLICATE.value
CLEAR, UNVERIFIED, SPAM = Screening.CLEAR.value, Screening.UNVERIFIED.value, Screening.SPAM.value
_OPEN = frozenset(status.value for status in OPEN)
_URGENT = Level.URGENT.value
SILENCE_S = 7 * DAY_S  # reports.clock.SILENCE
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class NotYet(Exception):  # named for what happened
    """The act would be after the last moment of the samples: the report stands as it is."""


class Signed(NamedTuple):
    """Who acts, as the event's columns say it."""

    kind: str
    person_id: int | None = None
    name: str = ""
    unit_id: int | None = None


BY_REPORTER = Signed(ActorKind.REPORTER.value)
BY_CLOCK = Signed(ActorKind.CLOCK.value)


class Line(NamedTuple):
    """An event to be written: its place in time, its columns after ``seq``, and (words, salt) or None."""

    at: int
    report_id: int
    number: int
    values: tuple[object, ...]
    words: tuple[str, str] | None


@dataclass(slots=True)
class Picture:
    """A photo to be written; ``event_number`` None: it came with the report."""

    event_number: int | None
    is_after: bool
    published_at: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What all stories of one run share. ``people`` by the unit they work for, ``committees`` by ward."""

    office: Office
    people: Mapping[int, Person]
    committees: Mapping[int, int]
    end: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A report as it comes in."""

    pk: int
    code: str
    sort: Sort
    spot: Spot
    era: int
    route: Route
    text: str
    address: str
    held_as: str
    channel: str
    at: int
    by_staff: bool
    program: str
    answers: Mapping[str, object]
    photos: int


class Story:
    """One report and its events so far. Moments are whole seconds; every act raises NotYet after the last moment."""

    def __init__(self, opening: Opening, *, stage: Stage, rng: Random) -> None:
        self.opening, self.stage, self._rng = opening, stage, rng
        self.sort, self.route = opening.sort, opening.route
        self.unit_id, self.ward_id = opening.route.unit_id, opening.spot.ward_ids[opening.era]
        self.status, self.status_before, self.reason = RECEIVED, "", ""
        self.screening = UNVERIFIED if opening.held_as else CLEAR
        self.merged_into: int | None = None
        self.accept_by = self._later(opening.at, self.sort.accept_s)
        self.resolve_by = self._later(opening.at, self.sort.accept_s + self.sort.resolve_s)
        self.asked_at: int | None = None
        self.answer_by: int | None = None
        self.accepted_at: int | None = None
        self.resolved_at: int | None = None
        self.closed_at: int | None = None
        self.published_at: int | None = None
        self.public_changed_at: int | None = None
        self.satisfied: bool | None = None
        self.rating: int | None = None
        self.version, self.event_count, self.head_hash = 1, 0, ""
        self.lines: list[Line] = []
        self.pictures = [Picture(None, is_after=False) for _ in range(opening.photos)]
        self.public_text = mask(opening.text)

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def officer(self) -> Signed:
        """The sample account of the unit in charge."""
        person = self.stage.people[self.unit_id]
        return Signed(ActorKind.STAFF.value, person.pk, "", self.unit_id)

    def receive(self, data: str) -> None:
        """Come in; ``data`` is JSON of the route's reasons and units, see ``openings``."""
        if self.sort.is_at_once and self.screening == CLEAR:
            self.published_at = self.opening.at
        self._record(Kind.RECEIVED, self.opening.at, by=self._sender(), words=self.opening.text, raw=data)

    def accept(self, at: int, words: str, *, release: bool) -> None:
        self._move(ACCEPTED, at)
        if self.sort.level == _URGENT:
            self.resolve_by = min(self.resolve_by, self._later(at, URGENT_HOURS * HOUR_S))
        self.resolve_by = max(self.resolve_by, self.accept_by)
        self.accepted_at = at
        self._record(Kind.ACCEPTED, at, by=self.officer, words=words)
        if release:
            self.publish(at)

    def start(self, at: int, words: str) -> None:
        self._move(IN_PROGRESS, at)
        self._record(Kind.STARTED, at, by=self.officer, words=words)

    def ask(self, at: int, words: str) -> None:
        self._move(NEEDS_INFO, at)
        self.asked_at = at
        self.answer_by = self.stage.office.add(at, ANSWER_WITHIN_HOURS * HOUR_S)
        self._record(Kind.ASKED, at, by=self.officer, words=words)

    def answer(self, at: int, words: str) -> None:
        self._back_to_work(at)
        self._record(Kind.ANSWERED, at, by=BY_REPORTER, words=words, data={"private_words": True})

    def end_question(self, at: int) -> None:
        """Nobody answered in time."""
        self._back_to_work(at)
        self._record(Kind.UNANSWERED, at, by=BY_CLOCK)

    def resolve(self, at: int, words: str, *, with_photo: bool) -> None:
        self._move(RESOLVED, at)
        self.resolved_at = at
        self._record(Kind.RESOLVED, at, by=self.officer, words=words, data={"with_photo": with_photo})
        if with_photo:
            self.pictures.append(Picture(self.event_count, is_after=True))

    def close_silent(self, at: int) -> None:
        self._move(CLOSED, at)
        self.closed_at = at
        self._record(Kind.CLOSED, at, by=BY_CLOCK)

    def close_satisfied(self, at: int, words: str, *, rating: int | None) -> None:
        self._move(CLOSED, at)
        self.closed_at = at
        self._judge(Kind.CLOSED, at, words, satisfied=True, rating=rating)

    def reopen_unsatisfied(self, at: int, words: str, *, rating: int | None) -> None:
        self._reopen(at)
        self._judge(Kind.REOPENED, at, words, satisfied=False, rating=rating)

    def reopen_by_head(self, at: int, words: str) -> None:
        self._reopen(at)
        self._record(Kind.REOPENED, at, by=self.officer, words=words)

    def reject(self, at: int, words: str, *, reason: str, with_photo: bool = False) -> None:
        self._move(REJECTED, at)
        self.reason = reason
        self._record(Kind.REJECTED, at, by=self.officer, words=words, data={"reason": reason})
        if with_photo:
            self.pictures.append(Picture(self.event_count, is_after=False))

    def merge(self, at: int, words: str, *, main: Opening) -> None:
        self._move(DUPLICATE, at)
        self.merged_into = main.pk
        self._record(Kind.MERGED, at, by=self.officer, words=words, data={"main": main.code})

    def unmerge(self, at: int, words: str) -> None:
        self._move(self.status_before, at)
        self._record(Kind.UNMERGED, at, by=self.officer, words=words)

    def note(self, kind: Kind, at: int, words: str) -> None:
        self._reach(at)
        self._record(kind, at, by=self.officer, words=words, is_public=False)

    def clear(self, at: int, words: str) -> None:
        """Let a held report go on its way, after a person's look."""
        self._screen(CLEAR, at)
        if self.sort.is_at_once and self.opening.held_as != HELD_DENUNCIATION:
            self.published_at = at
        self._record(Kind.RELEASED, at, by=self.officer, words=words, data={"private_words": True})

    def mark_spam(self, at: int, words: str) -> None:
        self._screen(SPAM, at)
        self.published_at = None
        data = {"private_words": True}
        self._record(Kind.MARKED_SPAM, at, by=self.officer, words=words, data=data, is_public=False)

    def publish(self, at: int) -> None:
        """Let out the masked words and all photos there are."""
        self._reach(at)
        self.version += 1
        self.published_at = self.published_at or at
        for picture in self.pictures:
            picture.published_at = picture.published_at or at
        self._record(Kind.PUBLISHED, at, by=self.officer, data={"photos": len(self.pictures)})

    def _sender(self) -> Signed:
        opening = self.opening
        if opening.by_staff:
            person = self.stage.people[self.stage.committees[self.ward_id]]
            return Signed(ActorKind.STAFF.value, person.pk, "", person.acting_for(self.unit_id))
        return Signed(ActorKind.PROGRAM.value, name=opening.program) if opening.program else BY_REPORTER

    def _judge(self, kind: Kind, at: int, words: str, *, satisfied: bool, rating: int | None) -> None:
        self.satisfied, self.rating = satisfied, rating
        data: dict[str, object] = {"satisfied": satisfied, "rating": rating, "private_words": True}
        self._record(kind, at, by=BY_REPORTER, words=words, data=data)

    def _reopen(self, at: int) -> None:
        self._move(ACCEPTED, at)
        self.accepted_at = self.accepted_at or at
        self.resolved_at = self.closed_at = None
        self.resolve_by = max(self._later(at, self.sort.accept_s + self.sort.resolve_s), self.accept_by)

    def _screen(self, to: str, at: int) -> None:
        self._reach(at)
        self.screening = to
        self.version += 1

    def _back_to_work(self, at: int) -> None:
        asked_at = self.asked_at or at
        self._move(self.status_before, at)
        if self.accept_by > asked_at:
            self.accept_by = self._shifted(self.accept_by, asked_at, at)
        if self.resolve_by > asked_at:
            self.resolve_by = self._shifted(self.resolve_by, asked_at, at)

    def _shifted(self, due: int, asked_at: int, at: int) -> int:
        if self.sort.is_office:
            return self.stage.office.add(at, self.stage.office.between(asked_at, due))
        return at + due - asked_at

    def _move(self, to: str, at: int) -> None:
        self._reach(at)
        self.status_before = self.status if to in {NEEDS_INFO, DUPLICATE} else ""
        self.status, self.reason, self.merged_into = to, "", None
        self.asked_at = self.answer_by = None
        self.version += 1

    def _reach(self, at: int) -> None:
        if at > self.stage.end:
            raise NotYet

    def _later(self, start: int, seconds: int) -> int:
        return self.stage.office.add(start, seconds) if self.sort.is_office else start + seconds

    def _record(
        self,
        kind: Kind,
        at: int,
        *,
        by: Signed,
        words: str = "",
        data: Mapping[str, object] | None = None,
        raw: str = "",
        is_public: bool = True,
    ) -> None:
        self.event_count += 1
        if (self.published_at is not None or self.public_changed_at) and (is_public or kind not in BESIDE):
            self.public_changed_at = at
        salt = f"{self._rng.getrandbits(128):032x}" if words else ""
        said = words_hash(words, salt) if words else ""
        body = raw or (_encode({**data, "sample": True}) if data else '{"sample":true}')
        event = Chained(
            self.opening.pk, self.event_count, kind.value, at, is_public, by.kind, by.person_id, by.name, by.unit_id,
            self.ward_id, self.unit_id, self.sort.pk, None, self.sort.level, self.opening.channel, self.status,
            self.screening, self.accept_by, self.resolve_by, body,
        )  # fmt: skip
        before, self.head_hash = self.head_hash, event_hash(event, words_hash=said, previous_hash=self.head_hash)
        values = (
            *event[:3], stored(at), *event[4:17], stored(self.accept_by), stored(self.resolve_by), body, said, before,
            self.head_hash,
        )  # fmt: skip
        spoken = (words, salt) if words else None
        self.lines.append(Line(at, self.opening.pk, self.event_count, values, spoken))
