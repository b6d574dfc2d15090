"""Photos the reporter sends later, unasked, while the report is open: for the units on it, not public before a look."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports.act import NotOpen, begin, finish, hold
from backend.reports.lifecycle import LONGEST_NOTE
from backend.reports.models import Event, Kind, Photo, Report
from backend.reports.uploads import MOST_PHOTOS, StoredPhoto, TooManyPhotos, attach, take_uploads


def photos_left(report: Report, *, added: int) -> int:
    """Return how many more photos the reporter may send, after ``added`` that came this way."""
    return max(MOST_PHOTOS - added, 0) if report.is_open else 0


def add_photos(
    report: Report,
    photos: Sequence[StoredPhoto] = (),
    *,
    tokens: Sequence[str] = (),
    text: str = "",
    now: datetime,
) -> Event:
    """Add one to five photos, perhaps with words; five in all may come this way. The same ones again are the first.

    ``tokens`` name photos sent ahead. The report stays where it stands, and what colleagues are writing is not
    disturbed. Raises NotOpen, TooManyPhotos, Refused (``photos``, ``text``, ``photo_tokens``).
    """
    words = clean(text)
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="text", code="too_long")
    with transaction.atomic():
        held = hold(report)
        photos = [*take_uploads(tokens, now=now), *photos]
        added = list(held.photos.filter(event__kind=Kind.PHOTOS_ADDED).select_related("event__words").order_by("order"))
        if (before := _sent_before(added, photos, words)) is not None:
            return before
        _check(held, len(photos), added=len(added))
        first = held.photo_count
        changes = {"photo_count": first + len(photos)}
        said = {"private_words": True, "photos": len(photos)}
        event = finish(begin(held, by=Reporter()), changes, Kind.PHOTOS_ADDED, now=now, words=words, data=said)
        attach(photos, report=held, event=event, first=first)
    report.refresh_from_db()
    return event


def _check(report: Report, number: int, *, added: int) -> None:
    if not number:
        raise Refused(_("Xin ông/bà chọn ít nhất một ảnh."), field="photos", code="required")
    if not report.is_open:
        words = _("Phản ánh này đã kết thúc nên không nhận thêm ảnh. Nếu việc chưa ổn, xin đề nghị xem lại.")
        raise NotOpen(words, code="not_open")
    if number > MOST_PHOTOS:
        raise TooManyPhotos
    if number > photos_left(report, added=added):
        words = _("Ông/bà gửi thêm được nhiều nhất %(most)s ảnh, đã gửi %(number)s.")
        raise Refused(words % {"most": MOST_PHOTOS, "number": added}, field="photos", code="too_many")


def _sent_before(added: Sequence[Photo], photos: Sequence[StoredPhoto], words: str) -> Event | None:
    """Return the event that brought these very photos and words; a file is named by its content."""
    names: dict[Event, list[str]] = {}
    for photo in added:
        if photo.event is not None:
            names.setdefault(photo.event, []).append(photo.clean_name)
    wanted = [photo.clean_name for photo in photos]
    return next((event for event, sent in names.items() if sent == wanted and _body(event) == words), None)


def _body(event: Event) -> str:
    said = getattr(event, "words", None)
    return said.body if said else ""
