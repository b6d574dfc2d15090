"""What arrivals are known by: where they come from, what they say and what they show, each as a keyed hash.

An address or a text cannot be read back from its key, and without the installation's secret not be tried out either.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from struct import unpack
from typing import Protocol

from django.conf import settings

from backend.core.address import around, household
from backend.core.text import fold
from backend.reports.phone import forms

FEW = 8  # words; shorter texts ("rác nhiều quá") are written by many who know nothing of each other
_MINIMA, _ROWS = 16, 4  # four bands of four: of ten shared pairs in a hundred hardly a band is alike, of eighty most
_HALF = 0xFFFF_FFFF
_LEAST_SHAPE = 16  # of 64 bits; a photo of a wall or of a pocket has fewer, and all of them are alike


class Of(StrEnum):
    """What a key is of."""

    ADDRESS = "address"
    STRANGERS = "strangers"  # of an address: all who come without our cookie
    AROUND = "around"
    DEVICE = "device"
    CONTACT = "contact"
    WORDS = "words"
    FEW_WORDS = "few_words"
    PHRASES = "phrases"
    PHOTO = "photo"
    ROOM = "room"  # bytes of photos from one device
    ROOM_OF_ADDRESS = "room_of_address"
    SUPPORT = "support"  # of one report, from one address
    SUPPORT_OF_STRANGERS = "support_of_strangers"


@dataclass(frozen=True)
class Origin:
    """Where a report or a photo comes from: the address that connected, and the visitor (see backend.http.visitor).

    ``is_known``: by a cookie of ours; ``is_trapped``: the field was filled in that people do not see; ``took_s``: how
    long the form was open, in seconds, None where that is not known.
    """

    address: str
    device: str
    is_known: bool = False
    is_trapped: bool = False
    took_s: float | None = None


@dataclass(frozen=True)
class Found:
    """One thing an arrival is known by, and its weight: 1, or bytes."""

    of: Of
    key: int
    weight: int = 1


class Pictured(Protocol):
    """A clean picture: the name of its content and its signed 64-bit perceptual hash."""

    @property
    def clean_name(self) -> str: ...

    @property
    def likeness(self) -> int: ...


def of_origin(origin: Origin) -> list[Found]:
    """Return address, addresses around it and device."""
    line = household(origin.address)
    found = [_found(Of.ADDRESS, line), _found(Of.AROUND, around(origin.address)), _found(Of.DEVICE, origin.device)]
    return found if origin.is_known else [*found, _found(Of.STRANGERS, line)]


def of_room(origin: Origin, size: int) -> list[Found]:
    """Return what ``size`` bytes of photos take of the room of the device and of the address; nothing of none."""
    if not size:
        return []
    return [
        _found(Of.ROOM, origin.device, weight=size),
        _found(Of.ROOM_OF_ADDRESS, household(origin.address), weight=size),
    ]


def of_support(report: int, origin: Origin) -> list[Found]:
    """Return the address that says of ``report`` (its pk) that it concerns somebody there."""
    line = f"{report} {household(origin.address)}"
    found = [_found(Of.SUPPORT, line)]
    return found if origin.is_known else [*found, _found(Of.SUPPORT_OF_STRANGERS, line)]


def of_contact(phone: str, email: str) -> list[Found]:
    """Return the telephone, in whichever form it is written, and the mail address."""
    written = [*forms(phone)[:1], *([email.lower()] if email else [])]
    return [_found(Of.CONTACT, one) for one in written]


def of_words(text: str) -> list[Found]:
    """Return the words without marks, capitals and numbers; of longer texts also what nearly the same text shares."""
    words = [word for word, _same in groupby("0" if word.isdigit() else word for word in fold(text).split())]
    whole = " ".join(words)
    if len(words) < FEW:
        return [_found(Of.FEW_WORDS, whole or text)]
    return [_found(Of.WORDS, whole), *(_found(Of.PHRASES, band) for band in _bands(words))]


def of_photos(photos: Iterable[Pictured]) -> list[Found]:
    """Return each photo's shape in two halves (drawn anew, it keeps one at least); of one without shape its content."""
    return list(dict.fromkeys(_found(Of.PHOTO, shape) for photo in photos for shape in _shapes(photo)))


def _shapes(photo: Pictured) -> Sequence[str]:
    bits = photo.likeness & (_HALF << 32 | _HALF)
    if not _LEAST_SHAPE < bits.bit_count() < 64 - _LEAST_SHAPE:  # noqa: PLR2004, RUF100  # the width of a likeness
        return (photo.clean_name,)
    return f"upper {bits >> 32}", f"lower {bits & _HALF}"


def _bands(words: Sequence[str]) -> Iterable[str]:
    """Return four digests of the text's pairs of words: the least of sixteen hashes, taken four at a time (MinHash)."""
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    hashes = (unpack("16I", hashlib.blake2b(pair.encode(), digest_size=64).digest()) for pair in pairs)
    least = [min(column) for column in zip(*hashes, strict=True)]
    return [f"{start} {least[start : start + _ROWS]}" for start in range(0, _MINIMA, _ROWS)]


def _found(of: Of, value: str, *, weight: int = 1) -> Found:
    mac = hmac.digest(settings.SECRET_LINK_KEY.encode(), f"mark {of} {value}".encode(errors="replace"), hashlib.sha256)
    return Found(of, int.from_bytes(mac[:8], "big", signed=True), weight)
