"""What a person has to see to outside: their open reports, or else those their units are in charge of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q

from backend.accounts.models import User
from backend.places.geometry import Point, haversine_m
from backend.reports.labels import label
from backend.reports.models import Event, Involvement, Part, Photo, Report, Screening
from backend.reports.walk import MOST_STOPS, walk

_MOST_SEEN = 500  # the most pressing open reports of all; of these the nearest are walked
_Key = tuple[int, float, float]  # id, lat, lon
_COLUMNS = (
    "code", "lat", "lon", "address", "level", "status", "is_open", "screening", "created_at", "accept_by", "resolve_by",
    "extended_to", "answer_by", "version", "category_id", "ward_id", "unit_id", "street_id", "assignee_id",
)  # fmt: skip


class Whose(StrEnum):
    MINE = "mine"
    UNITS = "unit"


@dataclass(frozen=True)
class Stop:
    """A report on the way: metres from the stop before (``leg_m``) and from the start (None: no start was given)."""

    report: Report
    leg_m: float
    distance_m: float | None
    words: str = ""
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Outing:
    """Stops in the order of the walk. ``total``: how many there are to see to (500 at most), shown or not."""

    whose: Whose
    total: int
    start: Point | None = None
    stops: Sequence[Stop] = field(default=())


def outing(user: User, *, start: Point | None = None, whose: Whose | None = None) -> Outing:
    """Return what ``user`` has to see to, as a walk from ``start``; without one the most pressing report comes first.

    With ``whose`` None: the reports given to the person, or where there are none those of their units. At most six
    statements, and one for the person's posts.
    """
    found, keys = _whose(user, whose)
    chosen = _nearest(keys, start)
    legs = walk([Point(lat, lon) for _pk, lat, lon in chosen], start=start)
    ids = [chosen[leg.place][0] for leg in legs]
    reports, photos, words = _reports(ids), _photos(ids), _first_words(ids)
    stops = [
        Stop(
            report=reports[pk],
            leg_m=leg.leg_m,
            distance_m=haversine_m(start, Point(reports[pk].lat, reports[pk].lon)) if start else None,
            words=words.get(pk, ""),
            photos=photos.get(pk, ()),
        )
        for pk, leg in zip(ids, legs, strict=True)
        if pk in reports  # it may have gone between two statements
    ]
    return Outing(found, len(keys), start, stops)


def _whose(user: User, whose: Whose | None) -> tuple[Whose, Sequence[_Key]]:
    if whose != Whose.UNITS:
        mine = _keys(user, Q(assignee=user))
        if mine or whose == Whose.MINE:
            return Whose.MINE, mine
    charged = Involvement.objects.filter(unit__in=user.unit_ids, part=Part.CHARGE, is_open=True)
    return Whose.UNITS, _keys(user, Q(pk__in=charged.values("report")))


def _keys(user: User, which: Q) -> Sequence[_Key]:
    rows = Report.objects.for_staff(user).open().filter(which, screening=Screening.CLEAR)
    return list(rows.order_by("resolve_by", "id").values_list("pk", "lat", "lon")[:_MOST_SEEN])


def _nearest(keys: Sequence[_Key], start: Point | None) -> Sequence[_Key]:
    """Return as many as one walks: the nearest to ``start``, or the most pressing where nobody says where they are."""
    if start is None or len(keys) <= MOST_STOPS:
        return keys[:MOST_STOPS]
    return sorted(keys, key=lambda key: (haversine_m(start, Point(key[1], key[2])), key[0]))[:MOST_STOPS]


def _reports(ids: Iterable[int]) -> Mapping[int, Report]:
    found = {report.pk: report for report in Report.objects.only(*_COLUMNS).filter(pk__in=ids).order_by("id")}
    label(found.values())
    return found


def _photos(ids: Iterable[int]) -> Mapping[int, Sequence[Photo]]:
    found: dict[int, list[Photo]] = {}
    for photo in Photo.objects.filter(report__in=ids).order_by("report_id", "order", "id"):
        found.setdefault(photo.report_id, []).append(photo)
    return found


def _first_words(ids: Iterable[int]) -> Mapping[int, str]:
    """Return what the reporters wrote, by report; nothing where it was erased."""
    firsts = Event.objects.filter(report__in=ids, number=1, words__erased_at__isnull=True)
    return {report_id: body for report_id, body in firsts.values_list("report_id", "words__body") if body}
