"""Parts of a photo that nobody outside may see are covered; turned and cut it is, too, in what the public gets.

The clean picture stays as it is, for the units on the report. What was public is made anew under another name: the old
address answers 404 at once.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.photos.rendition import Box, Edit, Rendition
from backend.reports.act import begin, finish, hold
from backend.reports.models import Event, Kind, Photo, Report
from backend.reports.render import rendered
from backend.reports.rights import check_in_charge
from backend.reports.uploads import photo_store

MOST_BOXES = 30
_LEAST_SIDE = 0.05  # of a picture that is cut: less is a slip of the finger
_TURNS = (0, 90, 180, 270)


def redact(report: Report, photo_id: int, edit: Edit, *, by: Staff, now: datetime, version: int | None = None) -> Event:
    """Keep the edit of a photo, and make its public rendition anew where it has one. It replaces an earlier edit.

    There is no undo: edit it again. Raises NotYours, Overtaken, NotRendered, Refused (``photo``, ``boxes``, ``turn``,
    ``crop``).
    """
    _check(edit)
    check_in_charge(by, report)
    photo = report.photos.filter(pk=photo_id).first()
    if photo is None:
        raise Refused(_("Có ảnh không thuộc phản ánh này."), field="photo", code="unknown_photo")
    made = rendered(photo.clean_name, edit) if photo.public_name else None
    with transaction.atomic():
        held = hold(report, version=version)
        check_in_charge(by, held)
        act = begin(held, by=by)
        _keep(photo, edit, made)
        data = {"photo": photo.order + 1, "boxes": len(edit.boxes), "turn": edit.turn, "cut": edit.crop is not None}
        event = finish(act, {}, Kind.REDACTED, now=now, data=data, is_public=False)
    report.refresh_from_db()
    return event


def edit_of(photo: Photo) -> Edit:
    """Return what is to become of the photo before anyone outside sees it."""
    return Edit(tuple(_box(one) for one in photo.boxes), photo.turn, _box(photo.crop) if photo.crop else None)


def _keep(photo: Photo, edit: Edit, made: Rendition | None) -> None:
    seen = Photo.objects.select_for_update().get(pk=photo.pk)
    seen.boxes, seen.turn = [list(one) for one in edit.boxes], edit.turn
    seen.crop = list(edit.crop) if edit.crop else None
    if seen.public_name and made is None:  # a colleague has released it in between: not with what is to be covered
        seen.public_name, seen.public_thumb_name, seen.published_at = "", "", None
    elif seen.public_name and made is not None:
        store = photo_store()
        seen.public_name, seen.public_thumb_name = store.put_random(made.public), store.put_random(made.thumb)
    seen.save(update_fields=["boxes", "turn", "crop", "public_name", "public_thumb_name", "published_at"])


def _check(edit: Edit) -> None:
    if len(edit.boxes) > MOST_BOXES:
        raise Refused(_("Xin che không quá %(most)s chỗ.") % {"most": MOST_BOXES}, field="boxes", code="too_many")
    if edit.turn not in _TURNS:
        raise Refused(_("Chỉ xoay được 90, 180 hoặc 270 độ."), field="turn")
    for box in edit.boxes:
        if not _is_box(box):
            raise Refused(_("Khung che nằm ngoài ảnh."), field="boxes")
    if edit.crop and not (_is_box(edit.crop) and min(_sides(edit.crop)) >= _LEAST_SIDE):
        raise Refused(_("Phần cắt quá nhỏ hoặc nằm ngoài ảnh."), field="crop")


def _is_box(box: Box) -> bool:
    return all(0 <= one <= 1 for one in box) and min(_sides(box)) > 0


def _sides(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _box(written: Sequence[float]) -> Box:
    left, top, right, bottom = map(float, written)
    return left, top, right, bottom
