"""One report that tells of several things becomes several: each with its kind, its unit and its deadlines from now."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports import involvement
from backend.reports.act import begin, finish, hold
from backend.reports.codes import new_code
from backend.reports.models import Event, Involvement, Kind, Photo, Report, Screening
from backend.reports.publication import at_intake, public_search
from backend.reports.reasons import LONGEST
from backend.reports.record import record
from backend.reports.reroute import decided_for
from backend.reports.rights import check_in_charge
from backend.reports.search import text_for
from backend.routing.models import Category

MOST = 5
_SAME = (
    "lat", "lon", "accuracy_m", "address", "ward_id", "ward_of_14_id", "ward_of_13_id", "ward_of_4_id", "near_boundary",
    "street_id", "site_id", "hotspot_id", "channel", "captured_at", "contact_id", "withheld_at",
)  # fmt: skip


@dataclass(frozen=True)
class NewPart:
    """What is split off: its kind, the resident's words that belong to it, and which of the report's photos."""

    category: Category
    text: str
    photo_ids: frozenset[int] = frozenset()


def split(
    report: Report, parts: Sequence[NewPart], *, by: Staff, now: datetime, version: int | None = None
) -> tuple[Event, Sequence[Report]]:
    """File each part as a report of its own, from the same place and person, and return them with the event.

    The first report stays what it is, and there is no undo; who sent it follows the parts by their own codes. Raises
    NotYours, Overtaken, Refused by field (no parts, over five, no words, a photo of another report).
    """
    with transaction.atomic():
        held = hold(report, version=version)
        check_in_charge(by, held)
        photos = {photo.pk: photo for photo in held.photos.filter(event=None).order_by("order", "id")}
        _check(held, parts, photos.keys())
        act = begin(held, by=by)
        made = [_part(held, one, by=by, now=now) for one in parts]
        for new, one in zip(made, parts, strict=True):
            _copy_photos(new, [photos[pk] for pk in sorted(one.photo_ids)])
        data = {"codes": [one.code for one in made]}
        event = finish(act, {}, Kind.SPLIT, now=now, data=data)
    report.refresh_from_db()
    return event, made


def _check(report: Report, parts: Sequence[NewPart], photos: Set[int]) -> None:
    if not report.is_open or report.screening != Screening.CLEAR:
        raise Refused(_("Chỉ tách được phản ánh đang mở và đã xác minh."), code="not_next")
    if not 1 <= len(parts) <= MOST:
        raise Refused(_("Xin tách thành từ 1 đến %(most)s phản ánh mới.") % {"most": MOST}, field="parts")
    for one in parts:
        if not clean(one.text):
            raise Refused(_("Xin ghi nội dung của phần tách ra."), field="text", code="required")
        if len(one.text) > LONGEST:
            raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST}, field="text", code="too_long")
        if not one.category.active:
            raise Refused(_("Không có loại việc này. Xin ông/bà chọn lại."), field="category", code="unknown_category")
        if not one.photo_ids <= photos:
            raise Refused(_("Có ảnh không thuộc phản ánh này."), field="photos", code="unknown_photo")


def _part(report: Report, part: NewPart, *, by: Staff, now: datetime) -> Report:
    decision = decided_for(report, ward=report.ward, category=part.category, arrived_at=now, now=now)
    text = clean(part.text)
    new = Report(
        code=new_code(),
        split_from=report,
        category=part.category,
        group=part.category.group,
        level=decision.level,
        unit=decision.unit,
        created_at=now,
        accept_by=decision.accept_by,
        resolve_by=decision.resolve_by,
        **{name: getattr(report, name) for name in _SAME},
    )
    new.photo_count = len(part.photo_ids)
    if new.withheld_at is None:
        new.published_at, new.public_text = at_intake(part.category, text, screening=new.screening, now=now)
    street = report.street.name if report.street else ""
    new.search = text_for(new.code, part.category.name, street, report.ward.name, report.address, text)
    new.public_search = public_search(new) if new.published_at else ""
    new.save(force_insert=True)
    Involvement.objects.bulk_create(involvement.rows(new, with_units=decision.with_units))
    data = {
        "split_from": report.code,
        "with": [unit.code for unit in decision.with_units],
        "reasons": [[reason.code, reason.words] for reason in decision.reasons],
    }
    record(new, Kind.RECEIVED, by=by, now=now, words=text, data=data)
    return new


def _copy_photos(new: Report, photos: Sequence[Photo]) -> None:
    """Let the new report show the same pictures: rows of its own, none of them public yet."""
    for order, photo in enumerate(photos):
        photo.pk, photo.report, photo.order = None, new, order
        photo.public_name, photo.public_thumb_name, photo.published_at = "", "", None
    Photo.objects.bulk_create(photos)
