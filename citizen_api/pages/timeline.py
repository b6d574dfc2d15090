"""The history of a report as a page shows it: a sign and words for each entry, photos before and after the work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.http.media_host import photo_url
from backend.reports.history import Line
from backend.reports.models import Kind, Photo
from citizen_api.pages.opened import Opened

_PLAIN_SIGN = "list"
_SIGNS: Mapping[Kind, str] = {
    Kind.RECEIVED: "send",
    Kind.ACCEPTED: "check",
    Kind.STARTED: "pen",
    Kind.ASKED: "help",
    Kind.ANSWERED: "person",
    Kind.UNANSWERED: "clock",
    Kind.RESOLVED: "check",
    Kind.CLOSED: "check",
    Kind.REJECTED: "cross",
    Kind.REOPENED: "undo",
    Kind.MERGED: "link",
    Kind.PUBLISHED: "eye",
    Kind.TRANSFERRED: "arrow",
    Kind.HANDED_OVER: "arrow",
    Kind.REROUTED: "arrow",
    Kind.EXTENDED: "clock",
    Kind.PROMISED: "clock",
    Kind.PHOTOS_ADDED: "camera",
}


@dataclass(frozen=True)
class Picture:
    """A photo on the page: the small one is shown, the large one is a tap away. ``words`` say what it is."""

    large: str
    small: str
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the history with its sign and its pictures; beside photos of the result stand some from before."""

    line: Line
    sign: str
    pictures: Sequence[Picture] = ()
    before: Sequence[Picture] = ()


def first_pictures(photos: Iterable[Photo], found: Opened) -> list[Picture]:
    """Return the photos that came with the report, those this reader may see."""
    return _pictures(photos, found, _("Ảnh của phản ánh, ảnh %(number)s"))


def entries(lines: Sequence[Line], found: Opened, *, first: Sequence[Photo]) -> list[Entry]:
    """Return the history, the newest first; ``first`` are the photos that came with the report."""
    return [_entry(line, found, first) for line in reversed(lines)]


def _entry(line: Line, found: Opened, first: Sequence[Photo]) -> Entry:
    sign = _SIGNS.get(line.kind, _PLAIN_SIGN)
    if line.kind != Kind.RESOLVED:
        words = f"{line.title.replace('%', '%%')}, {_('ảnh %(number)s')}"
        return Entry(line, sign, _pictures(line.photos, found, words))
    after = _pictures(line.photos, found, _("Sau xử lý, ảnh %(number)s"))
    before = _pictures(first, found, _("Trước xử lý, ảnh %(number)s"))
    return Entry(line, sign, after, before[: len(after)])


def _pictures(photos: Iterable[Photo], found: Opened, words: str) -> list[Picture]:
    """Return the pictures this reader may see: the reporter all, others those that were released."""
    shown = [photo for photo in photos if found.is_reporters or photo.public_name]
    return [_picture(photo, found, words % {"number": number}) for number, photo in enumerate(shown, start=1)]


def _picture(photo: Photo, found: Opened, words: str) -> Picture:
    if not found.is_reporters:
        large, small = (photo_url(name) for name in (photo.public_name, photo.public_thumb_name))
        return Picture(large, small, words)
    large = reverse("own-photo", args=[found.report.code, photo.pk])
    return Picture(f"{large}?key={found.key}", f"{large}?key={found.key}&size=small", words)
