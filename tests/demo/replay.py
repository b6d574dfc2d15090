"""Play a sample history again through the domain itself, as doors and workers would have brought it about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backend.accounts.actor import Actor, Clock, Program, Reporter, Staff
from backend.accounts.models import User
from backend.reports import masking, note, publication, replies, screening
from backend.reports.intake import NewContact, NewReport, submit
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Channel, Event, Kind, Photo, Report, Screening, Status
from backend.reports.models.event import ActorKind
from backend.reports.publication import Release
from backend.reports.steps import BACK
from backend.reports.uploads import StoredPhoto, attach

STEPS = {
    Kind.ACCEPTED: Status.ACCEPTED, Kind.STARTED: Status.IN_PROGRESS, Kind.ASKED: Status.NEEDS_INFO,
    Kind.UNANSWERED: BACK, Kind.RESOLVED: Status.RESOLVED, Kind.CLOSED: Status.CLOSED, Kind.REJECTED: Status.REJECTED,
    Kind.REOPENED: Status.ACCEPTED, Kind.MERGED: Status.DUPLICATE, Kind.UNMERGED: BACK,
}  # fmt: skip


@dataclass
class Replay:
    """What was played so far: the new report for each sample."""

    again: dict[int, Report] = field(default_factory=dict)

    def play(self, sample: Report) -> Report:
        """Play ``sample``; what it was merged into must have been played before."""
        events = list(sample.events.select_related("words").order_by("number"))
        report = self.again[sample.pk] = self._filed(sample, events[0])
        rest = iter(events[1:])
        following: Event | None = next(rest, None)
        while following is not None:
            event, following = following, next(rest, None)
            if event.kind == Kind.ACCEPTED and following and is_release_of(following, event):
                self._step(report, sample, event, Release(masking.mask(words(events[0])), ids(report)))
                following = next(rest, None)
            else:
                self._play(report, sample, event, words(events[0]))
            report.refresh_from_db()
        return report

    def _filed(self, sample: Report, first: Event) -> Report:
        new = NewReport(
            category=sample.category.code,
            text=words(first),
            lat=sample.lat,
            lon=sample.lon,
            channel=Channel(sample.channel),
            accuracy_m=sample.accuracy_m,
            address=sample.address,
            answers=sample.answers,
            contact=contact_of(sample),
        )
        report = submit(new, by=actor(first), now=first.at).report
        photos = stored(sample, None)
        attach(photos, report=report)
        Report.objects.filter(pk=report.pk).update(photo_count=len(photos))
        return Report.objects.get(pk=report.pk)

    def _play(self, report: Report, sample: Report, event: Event, text: str) -> None:
        by, said, kind = actor(event), words(event), Kind(event.kind)
        if kind == Kind.ANSWERED:
            replies.answer(report, said, now=event.at)
        elif event.data.get("satisfied") is not None:
            ends, rating = kind == Kind.CLOSED, event.data["rating"]
            replies.verdict(report, satisfied=ends, rating=rating, comment=said, now=event.at)
        elif kind == Kind.PUBLISHED:
            publication.publish(report, Release(masking.mask(text), ids(report)), by=by, now=event.at)
        elif kind in STEPS:
            self._step(report, sample, event, None)
        else:
            assert isinstance(by, Staff)
            if kind in {Kind.RELEASED, Kind.MARKED_SPAM}:
                to = Screening.CLEAR if kind == Kind.RELEASED else Screening.SPAM
                screening.screen(report, to, by=by, now=event.at, note=said)
            else:
                note.note(report, said, by=by, now=event.at, kind=kind)

    def _step(self, report: Report, sample: Report, event: Event, release: Release | None) -> None:
        main = Report.objects.get(code=event.data["main"]) if "main" in event.data else None
        move = Move(
            note=words(event),
            reason=event.data.get("reason", ""),
            photos=stored(sample, event),
            main=self.again[main.pk] if main else None,
            release=release,
        )
        advance(report, STEPS[Kind(event.kind)], by=actor(event), now=event.at, move=move)


def contact_of(sample: Report) -> NewContact | None:
    kept = sample.contact
    if kept is None:
        return None
    return NewContact(name=kept.name, phone=kept.phone, email=kept.email, consent_version=kept.consent_version)


def actor(event: Event) -> Actor:
    match event.actor_kind:
        case ActorKind.STAFF:
            return Staff(User.objects.get(pk=event.actor_id or 0))
        case ActorKind.PROGRAM:
            return Program(event.actor_name)
        case ActorKind.CLOCK:
            return Clock()
        case _:
            return Reporter()


def words(event: Event) -> str:
    return event.words.body if hasattr(event, "words") else ""


def ids(report: Report) -> frozenset[int]:
    return frozenset(report.photos.values_list("pk", flat=True))


def stored(sample: Report, event: Event | None) -> Sequence[StoredPhoto]:
    photos = sample.photos.filter(event=event).order_by("order")
    return [StoredPhoto(p.clean_name, p.thumb_name, p.width, p.height, p.likeness) for p in photos]


def is_release_of(following: Event, event: Event) -> bool:
    """Whether the words were let out with the step itself."""
    return following.kind == Kind.PUBLISHED and following.at == event.at


ROW_DIFFERS = {"id", "code", "random_id", "head_hash", "contact", "merged_into", "search", "public_search"}
EVENT_DIFFERS = {"seq", "report", "data", "words_hash", "previous_hash", "hash"}


def row(report: Report) -> dict[str, object]:
    """Return the report's columns that must be the same again."""
    fields = [one for one in Report._meta.concrete_fields if one.name not in ROW_DIFFERS]
    found = {one.name: getattr(report, one.attname) for one in fields}
    code = report.code.lower()
    return found | {
        "search": report.search.replace(code, "code"),
        "public_search": report.public_search.replace(code, "code"),
        "has_contact": report.contact_id is not None,
    }


def lines(report: Report) -> Iterator[dict[str, object]]:
    """Yield the events' columns that must be the same again."""
    for event in report.events.select_related("words").order_by("number"):
        fields = [one for one in Event._meta.concrete_fields if one.name not in EVENT_DIFFERS]
        data = {key: value for key, value in event.data.items() if key not in {"sample", "main"}}
        yield {one.name: getattr(event, one.attname) for one in fields} | {"data": data, "words": words(event)}


def shelves(report: Report) -> set[tuple[object, ...]]:
    return set(report.involvements.values_list("unit_id", "part", "shelf", "is_open", "resolve_by"))


def photos(report: Report) -> list[tuple[object, ...]]:
    rows = Photo.objects.filter(report=report).order_by("order").select_related("event")
    return [(p.order, p.is_after, p.clean_name, p.event and p.event.number, p.published_at) for p in rows]
