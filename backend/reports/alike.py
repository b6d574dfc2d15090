"""Open reports that may be the same thing: of one kind, within the radius of that kind, the most alike first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.core.age import age
from backend.places.geometry import Point, box_around, haversine_m
from backend.reports.described import described_for_staff, fetch_sent_photos, sort_of, with_first_words
from backend.reports.likeness import Description, Likeness, likeness_of
from backend.reports.models import Report, Screening
from backend.routing.models import Category

_MOST_LOOKED_AT = 200
MOST = 5
_MOST_WORDS = 4
_CLEAR = 0.3  # a part that says less is not worth a word


@dataclass(frozen=True)
class Alike:
    """A report, how far it is from the place asked about, in whole metres, how alike it is, and why in words."""

    report: Report
    distance_m: int
    likeness: Likeness
    reasons: Sequence[str]


def alike_to(report: Report, *, words: str, reader: User) -> Sequence[Alike]:
    """Return what may be the same thing as ``report``, which tells ``words``; itself left out. Two statements.

    ``report`` gets its ``sent_photos`` on the way.
    """
    near = _near(report.category, Point(report.lat, report.lon), reader=reader, besides=report)
    fetch_sent_photos([report, *near])
    return _sorted(described_for_staff(sort_of(report.category), report, words=words), near)


def alike(kind: Category, told: Description, *, reader: User) -> Sequence[Alike]:
    """Return the open reports of ``kind`` like ``told`` that ``reader`` may see, the likest first. Two statements.

    At most :data:`MOST`; what is spam is none.
    """
    near = _near(kind, told.point, reader=reader)
    fetch_sent_photos(near)
    return _sorted(told, near)


def _near(kind: Category, point: Point, *, reader: User, besides: Report | None = None) -> Sequence[Report]:
    box = box_around(point, kind.duplicate_radius_m)
    around = (
        Report.objects.for_staff(reader)
        .open()
        .exclude(screening=Screening.SPAM)
        .filter(category=kind, lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))
        .select_related("street", "ward")
        .order_by("-created_at", "-id")
    )
    looked_at = with_first_words(around)[:_MOST_LOOKED_AT]
    return [one for one in looked_at if one != besides and _distance_m(point, one) <= kind.duplicate_radius_m]


def _sorted(told: Description, near: Sequence[Report]) -> Sequence[Alike]:
    found = [_alike(told, one) for one in near]
    return sorted(found, key=lambda one: (-one.likeness.score, one.distance_m, one.report.pk))[:MOST]


def _distance_m(here: Point, report: Report) -> int:
    return round(haversine_m(here, Point(report.lat, report.lon)))


def _alike(told: Description, report: Report) -> Alike:
    words = report.first_words or ""  # type: ignore[attr-defined]  # with_first_words
    description = described_for_staff(told.sort, report, words=words)
    found = likeness_of(told, description)
    reasons = _reasons(found, at=told.at, other_at=description.at)
    return Alike(report, _distance_m(told.point, report), found, reasons)


def _reasons(found: Likeness, *, at: datetime, other_at: datetime) -> Sequence[str]:
    """Return in words what speaks for and against one thing, beside the distance."""
    parts = found.parts
    said = [_("gửi cách nhau %(time)s") % {"time": age(min(at, other_at), now=max(at, other_at))}]
    if parts.numbers:
        said.append(_("cùng số nhà, ngõ") if parts.numbers > 0 else _("khác số nhà, ngõ"))
    if parts.shared:
        words = ", ".join(f"“{word}”" for word in parts.shared[:_MOST_WORDS])
        said.append(_("cùng nhắc %(words)s") % {"words": words})
    elif parts.words < -_CLEAR:
        said.append(_("lời kể khác nhau"))
    if abs(parts.photo) > _CLEAR:
        said.append(_("ảnh giống nhau") if parts.photo > 0 else _("ảnh khác nhau"))
    return said
