"""How much comes from one place, and what comes again and again: judged as a report comes in, counted in the database.

Nobody is turned away for what an address has sent that many share: such reports wait for a look (*chờ xác minh*). What
is sent over and over is kept as spam, where a person finds it. Only one device, or one address whose senders show no
cookie of ours, can use up its number. For emergencies that is far higher, and one whose photos find no room comes in
without them.
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

    Beyond ``wall`` it is refused with the time to wait, an emergency beyond ``urgent_wall``; beyond ``quiet`` no letter
    says that it came.
    """

    of: Of
    within: timedelta
    slow: int | None = None
    spam: int | None = None
    wall: int | None = None
    urgent_wall: int | None = None
    quiet: int | None = None


_SOON, _HOUR, _DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(hours=24)
BOUNDS = {
    bound.of: bound
    for bound in (
        Bound(Of.DEVICE, _SOON, slow=8, wall=30, urgent_wall=100),
        Bound(Of.STRANGERS, _SOON, slow=12, wall=120, urgent_wall=400),
        Bound(Of.ADDRESS, _SOON, slow=40),  # a mobile network puts thousands behind one
        Bound(Of.AROUND, _SOON, slow=150),
        Bound(Of.CONTACT, _DAY, slow=15, quiet=5),  # anybody can write down anybody's address
        Bound(Of.WORDS, _DAY, slow=3, spam=5),
        Bound(Of.PHRASES, _DAY, slow=4, spam=8),
        Bound(Of.FEW_WORDS, _HOUR, slow=6, spam=12),
        Bound(Of.PHOTO, _DAY, slow=3, spam=5),
        Bound(Of.ROOM, _DAY, wall=300 * _MB),
        Bound(Of.ROOM_OF_ADDRESS, _DAY, wall=3000 * _MB),
    )
}
_ROOMS = frozenset({Of.ROOM, Of.ROOM_OF_ADDRESS})
_WORSE = (Screening.CLEAR, Screening.UNVERIFIED, Screening.SPAM)
TRAP, HASTE = "trap", "haste"
Counted = dict[int, tuple[int, datetime]]  # by key, the weight that came and when the first of it did
Why = tuple[str, int, int]  # what was seen, how often with this one, in how many minutes


@dataclass(frozen=True)
class Judged:
    """What comes of it, why, and what to leave behind for those who come after.

    ``is_quiet``: its contact has had letters enough for today; ``is_full``: there is no room for its photos.
    """

    screening: Screening = Screening.CLEAR
    why: tuple[Why, ...] = ()
    found: tuple[Found, ...] = ()
    is_quiet: bool = False
    is_full: bool = False

    def __add__(self, other: "Judged") -> "Judged":
        return Judged(
            worse(self.screening, other.screening),
            self.why + other.why,
            self.found + other.found,
            self.is_quiet or other.is_quiet,
            self.is_full or other.is_full,
        )

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

    Without an origin nothing is judged. Raises TooMany, for an emergency only where a machine must be sending.
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
    is_full = is_emergency and any(_seen(one, counted) > (BOUNDS[one.of].wall or 0) for one in sent if one.of in _ROOMS)
    screening = Screening.CLEAR
    why: dict[Of, Why] = {Of.ROOM: (Of.ROOM.value, 1, 0)} if is_full else {}
    left: list[Found] = []
    for one in sent:
        if is_full and one.of in _ROOMS:
            continue
        bound, seen = BOUNDS[one.of], _seen(one, counted) - one.weight
        _check_wall(one, counted, is_emergency=is_emergency, now=now)
        found = _screening(bound, seen)
        if found != Screening.CLEAR:
            before = why.get(one.of, ("", 0, 0))[1]  # of several photos or bands the one seen most is told
            why[one.of] = (one.of.value, max(seen + 1, before), int(bound.within.total_seconds()) // 60)
        screening = worse(screening, found)
        if one.weight > 1 or seen < _MOST_KEPT:
            left.append(one)
    is_quiet = any(_seen(one, counted) > quiet for one in sent if (quiet := BOUNDS[one.of].quiet) is not None)
    return Judged(screening, tuple(why.values()), tuple(left), is_quiet, is_full)


def _seen(one: Found, counted: Counted) -> int:
    """Return what was seen of it in its window, with itself."""
    return counted.get(one.key, (0, None))[0] + one.weight


def _check_wall(one: Found, counted: Counted, *, is_emergency: bool, now: datetime) -> None:
    bound = BOUNDS[one.of]
    wall = bound.urgent_wall if is_emergency else bound.wall
    if wall is not None and _seen(one, counted) > wall:
        since = counted.get(one.key, (0, now))[1]
        raise TooMany(max(1, int((since + bound.within - now).total_seconds())))


def _counted(sent: Sequence[Found], *, now: datetime) -> Counted:
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
        Of.ROOM: _("Máy này đã gửi hết phần ảnh của một ngày: phản ánh khẩn được nhận, ảnh thì không."),
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
