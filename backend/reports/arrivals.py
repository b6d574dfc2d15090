"""How much comes from one place, and what comes again and again: judged as a report comes in, counted in the database.

Nobody is turned away for what an address has sent that many share: such reports wait for a look (*chờ xác minh*). What
is sent over and over is kept as spam, where a person finds it. Only one device, or one address whose senders show no
cookie of ours, can use up its number; an emergency never can.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Min, Q, Sum
from django.utils.translation import gettext as _

from backend.core.errors import TooMany
from backend.reports.marks import Found, Of, Origin, Pictured, of_contact, of_origin, of_photos, of_room, of_words
from backend.reports.models import Mark, Screening

__all__ = ["Judged", "Origin", "forget_old", "judge", "judge_photos", "leave", "said", "take_room"]

KEPT = timedelta(hours=25)  # no window is longer than a day
HASTE_S = 3.0  # nobody reads, writes and sends in less
_MOST_KEPT = 400  # of one key in its window; more would say nothing new
_MB = 1_000_000


@dataclass(frozen=True)
class Bound:
    """What is allowed in a window: beyond ``slow`` it waits for a look, beyond ``spam`` it is held to be spam.

    Beyond ``wall`` it is refused with the time to wait.
    """

    of: Of
    within: timedelta
    slow: int | None = None
    spam: int | None = None
    wall: int | None = None


_SOON, _HOUR, _DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(hours=24)
BOUNDS = {
    bound.of: bound
    for bound in (
        Bound(Of.DEVICE, _SOON, slow=8, wall=30),
        Bound(Of.STRANGERS, _SOON, slow=12, wall=120),
        Bound(Of.ADDRESS, _SOON, slow=40),  # a mobile network puts thousands behind one
        Bound(Of.AROUND, _SOON, slow=150),
        Bound(Of.CONTACT, _DAY, slow=15),
        Bound(Of.WORDS, _DAY, slow=3, spam=5),
        Bound(Of.PHRASES, _DAY, slow=4, spam=8),
        Bound(Of.FEW_WORDS, _HOUR, slow=6, spam=12),
        Bound(Of.PHOTO, _DAY, slow=3, spam=5),
        Bound(Of.ROOM, _DAY, wall=300 * _MB),
        Bound(Of.ROOM_OF_ADDRESS, _DAY, wall=3000 * _MB),
    )
}
_WORSE = (Screening.CLEAR, Screening.UNVERIFIED, Screening.SPAM)
TRAP, HASTE = "trap", "haste"
Why = tuple[str, int, int]  # what was seen, how often with this one, in how many minutes


@dataclass(frozen=True)
class Judged:
    """What comes of it, why, and what to leave behind for those who come after."""

    screening: Screening = Screening.CLEAR
    why: tuple[Why, ...] = ()
    found: tuple[Found, ...] = ()

    def __add__(self, other: "Judged") -> "Judged":
        return Judged(worse(self.screening, other.screening), self.why + other.why, self.found + other.found)

    @property
    def mildly(self) -> Screening:
        """What comes of it where a person has to look all the same: an emergency, a denunciation."""
        return Screening.UNVERIFIED if self.screening == Screening.SPAM else self.screening


NOTHING = Judged()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What is known of a report before its photos are looked at; ``photo_bytes`` come with it.

    ``is_from_poster``: its short sentences are printed for many to tap, and say nothing of a flood.
    """

    text: str
    phone: str = ""
    email: str = ""
    photo_bytes: int = 0
    is_emergency: bool = False
    is_from_poster: bool = False


def judge(origin: Origin | None, sent: Sent, *, now: datetime) -> Judged:
    """Return what is to become of a report from ``origin``, before its photos are looked at. One statement.

    Without an origin nothing is judged. Raises TooMany, for no emergency.
    """
    if origin is None:
        return NOTHING
    words = [one for one in of_words(sent.text) if not (sent.is_from_poster and one.of == Of.FEW_WORDS)]
    known = [*of_origin(origin), *of_contact(sent.phone, sent.email), *words, *of_room(origin, sent.photo_bytes)]
    return _at_the_door(origin) + _judged(known, is_emergency=sent.is_emergency, now=now)


def judge_photos(origin: Origin | None, photos: Sequence[Pictured], *, now: datetime) -> Judged:
    """Return what is to become of a report with ``photos``. One statement, none without photos."""
    if origin is None or not photos:
        return NOTHING
    return _judged(of_photos(photos), is_emergency=True, now=now)


def leave(judged: Judged, *, now: datetime) -> None:
    """Write down what the report is known by: in its own transaction. One statement."""
    if judged.found:
        Mark.objects.bulk_create([Mark(key=one.key, at=now, weight=one.weight) for one in judged.found])


def take_room(origin: Origin | None, size: int, *, now: datetime) -> None:
    """Count ``size`` bytes of a photo that is sent ahead. Raises TooMany where the day's room is used up."""
    if origin is not None:
        leave(_judged(of_room(origin, size), is_emergency=False, now=now), now=now)


def forget_old(now: datetime) -> int:
    """Forget what is no longer counted; return how many rows."""
    return Mark.objects.filter(at__lt=now - KEPT).delete()[0]


def worse(one: Screening, other: Screening) -> Screening:
    """Return the stricter of two."""
    return max(one, other, key=_WORSE.index)


def said(why: Iterable[Sequence[object]]) -> list[tuple[str, str]]:
    """Return (code, sentence) of what an event keeps of a judgement, for staff."""
    return [(str(code), _sentence(str(code), number, int(str(minutes)))) for code, number, minutes in why]


def _at_the_door(origin: Origin) -> Judged:
    if origin.is_trapped:
        return Judged(Screening.SPAM, ((TRAP, 1, 0),))
    if origin.took_s is not None and origin.took_s < HASTE_S:
        return Judged(Screening.UNVERIFIED, ((HASTE, 1, 0),))
    return NOTHING


def _judged(sent: Sequence[Found], *, is_emergency: bool, now: datetime) -> Judged:
    counted = _counted(sent, now=now)
    screening = Screening.CLEAR
    why: dict[Of, Why] = {}
    left: list[Found] = []
    for one in sent:
        bound = BOUNDS[one.of]
        seen, since = counted.get(one.key, (0, now))
        if bound.wall is not None and seen + one.weight > bound.wall and not is_emergency:
            raise TooMany(max(1, int((since + bound.within - now).total_seconds())))
        found = _screening(bound, seen)
        if found != Screening.CLEAR:
            before = why.get(one.of, ("", 0, 0))[1]  # of several photos or bands the one seen most is told
            why[one.of] = (one.of.value, max(seen + 1, before), int(bound.within.total_seconds()) // 60)
        screening = worse(screening, found)
        if one.weight > 1 or seen < _MOST_KEPT:
            left.append(one)
    return Judged(screening, tuple(why.values()), tuple(left))


def _counted(sent: Sequence[Found], *, now: datetime) -> dict[int, tuple[int, datetime]]:
    """Return, by key, the weight of what came within the key's window, and when the first of it did."""
    keys: dict[timedelta, list[int]] = {}
    for one in sent:
        keys.setdefault(BOUNDS[one.of].within, []).append(one.key)
    if not keys:
        return {}
    wanted = reduce(or_, (Q(key__in=some, at__gt=now - within) for within, some in keys.items()))
    rows = Mark.objects.filter(wanted).order_by().values_list("key").annotate(Sum("weight"), Min("at"))
    return {key: (weight, since) for key, weight, since in rows}


def _screening(bound: Bound, seen: int) -> Screening:
    if bound.spam is not None and seen >= bound.spam:
        return Screening.SPAM
    return Screening.UNVERIFIED if bound.slow is not None and seen >= bound.slow else Screening.CLEAR


def _sentence(code: str, number: object, minutes: int) -> str:
    words = {
        TRAP: _("Ô ẩn, người gửi không thấy, đã có chữ: có vẻ do máy điền."),
        HASTE: _("Gửi chỉ vài giây sau khi mở trang."),
        Of.DEVICE: _("Cùng một máy đã gửi %(number)s phản ánh trong %(span)s."),
        Of.STRANGERS: _("Cùng một địa chỉ mạng đã gửi %(number)s phản ánh trong %(span)s."),
        Of.ADDRESS: _("Cùng một địa chỉ mạng đã gửi %(number)s phản ánh trong %(span)s."),
        Of.AROUND: _("Các địa chỉ mạng gần nhau đã gửi %(number)s phản ánh trong %(span)s."),
        Of.CONTACT: _("Cùng số điện thoại hoặc e-mail đã gửi %(number)s phản ánh trong %(span)s."),
        Of.PHRASES: _("Nội dung gần như nhau đã gửi %(number)s lần trong %(span)s."),
        Of.PHOTO: _("Cùng một ảnh đã gửi %(number)s lần trong %(span)s."),
    }
    usual = _("Cùng nội dung đã gửi %(number)s lần trong %(span)s.")
    return words.get(code, usual) % {"number": number, "span": _span(minutes)}


def _span(minutes: int) -> str:
    hours = minutes // 60
    return _("%(number)s giờ") % {"number": hours} if hours else _("%(number)s phút") % {"number": minutes}
