"""A posted request as the report it is: place by degrees or by the gazetteer, the person, the answers, pictures."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.accounts.models import ProgramKey
from backend.core.errors import Refused
from backend.http.form_fields import point_of
from backend.places.gazetteer import Found
from backend.places.geocoder import search_or_ask
from backend.places.in_force import day_in_force
from backend.places.locate import is_named
from backend.reports import consent
from backend.reports.models import Channel
from backend.reports.new_report import NewContact, NewReport
from backend.reports.shape import checked_contact
from backend.routing.book import category
from backend.routing.names import named
from citizen_api.api.new_report import raw_photos
from citizen_api.open311.answers import answers_of
from citizen_api.open311.sent import Sent

_MOST_FOUND = 10


@dataclass(frozen=True)
class Read:
    """The report, and what of the person's details could not be used (names of arguments)."""

    new: NewReport
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Place:
    lat: float
    lon: float
    address: str


def read(sent: Sent, key: ProgramKey, *, idempotency_key: UUID | None, now: datetime) -> Read:
    """Return what ``sent`` asks to be filed. Raises Refused, also for a place nobody finds."""
    code = sent.one("service_code")
    if not code:
        raise Refused(_("Thiếu mục này."), field="service_code", code="required")
    kind, place = category(code), _place(sent, now=now)
    contact, left_out = contact_of(sent)
    new = NewReport(
        category=kind.code,
        text=sent.one("description") or named(kind),
        lat=place.lat,
        lon=place.lon,
        channel=Channel.OPEN311,
        address=place.address,
        answers=answers_of(kind, sent.attributes()),
        contact=contact,
        photos=raw_photos(sent.files),
        idempotency_key=idempotency_key,
        asks_all=True,
        outside_links=sent.every("media_url"),
        publishes_at_once=key.publishes_at_once,
    )
    return Read(new, left_out)


def contact_of(sent: Sent) -> tuple[NewContact | None, tuple[str, ...]]:
    """Return how to reach the reporter, and the arguments that cannot be used: a report is not lost for their sake."""
    email, phone = sent.one("email"), sent.one("phone")
    left_out = tuple(
        name
        for name, alone in (("email", NewContact(email=email)), ("phone", NewContact(phone=phone)))
        if not alone.is_empty and not _is_usable(alone)
    )
    email, phone = ("" if "email" in left_out else email), ("" if "phone" in left_out else phone)
    if not (email or phone):
        return None, left_out
    name = " ".join(filter(None, (sent.one("last_name"), sent.one("first_name"))))  # as names are written here
    language = (get_language() or "vi")[:2]
    contact = NewContact(name=name, phone=phone, email=email, consent_version=consent.VERSION, language=language)
    return contact, left_out


def _is_usable(contact: NewContact) -> bool:
    try:
        return checked_contact(NewContact(**vars(contact) | {"consent_version": consent.VERSION})) is not None
    except Refused:
        return False


def _place(sent: Sent, *, now: datetime) -> _Place:
    lat, lon, address = sent.one("lat"), sent.one("long"), sent.one("address_string")
    if lat or lon:
        point = point_of(lat, lon)
        if point is None:
            raise Refused(_("Xin ghi cả lat và long, là độ WGS 84."), field="lat")
        return _Place(point.lat, point.lon, address)
    if not address:
        words = _("Xin gửi lat và long, hoặc address_string; chúng tôi không có mã địa chỉ (address_id).")
        raise Refused(words, field="lat", code="required")
    found = _found(address, now=now)
    if found is None:
        raise Refused(_("Không tìm thấy địa chỉ này ở Long Biên. Xin gửi lat và long."), field="address_string")
    return _Place(found.point.lat, found.point.lon, address)


def _found(address: str, *, now: datetime) -> Found | None:
    """Return the place called so: what comes first in an address is the nearest; what follows says in which ward."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    for number in range(len(parts), 0, -1):
        answers = search_or_ask(", ".join(parts[:number]), on=day_in_force(now), limit=_MOST_FOUND)
        in_ward = (one for one in answers if any(is_named(one.ward, part) for part in parts[number:]))
        if answers:
            return next(in_ward, answers[0])
    return None
