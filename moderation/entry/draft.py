"""What stands in the form of entry: read as it came, given back to the page, or handed to the domain."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.text import fold
from backend.http.form_fields import answers_of, key_of, kind_of, pair, point_of
from backend.places.geometry import Point
from backend.reports import consent
from backend.reports.models import Channel
from backend.reports.models.standing import TAKEN_DOWN
from backend.reports.new_report import NewContact, NewReport
from backend.reports.uploads import MOST_PHOTOS
from backend.routing.models import Category

_LONGEST_WHERE = 300
_FIRST_YEAR = 2000  # what somebody tells of happened since


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The form's fields, nothing checked yet. ``where`` is the place in words, ``picked`` the name taken from a search.

    ``settled``: the words as they stood when the point was chosen; with other words the point is no longer meant.
    ``key`` makes a second click the same report; ``happened`` is a moment of the city as the browser writes it.
    """

    key: uuid.UUID
    channel: str = Channel.PHONE
    text: str = ""
    category: str = ""
    where: str = ""
    picked: str = ""
    settled: str = ""
    point: Point | None = None
    own_ward: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    phone: str = ""
    email: str = ""
    consents: bool = False
    on_behalf: bool = False
    happened: str = ""
    tokens: Sequence[str] = ()
    is_insisted: bool = False

    @property
    def kind(self) -> Category | None:
        return kind_of(self.category)

    @property
    def lat_text(self) -> str:
        return f"{self.point.lat:.6f}" if self.point else ""

    @property
    def lon_text(self) -> str:
        return f"{self.point.lon:.6f}" if self.point else ""

    def new_report(self, photos: Sequence[bytes]) -> NewReport:
        """Return the report this draft asks for, with raw ``photos`` beside those sent before.

        Raises Refused for a moment that is none.
        """
        return NewReport(
            category=self.category,
            text=self.text,
            lat=self.point.lat if self.point else None,
            lon=self.point.lon if self.point else None,
            channel=Channel(self.channel),
            own_ward=self.own_ward,
            address=self._address(),
            answers=self.answers,
            contact=self._contact(),
            photos=photos,
            photo_tokens=self.tokens,
            captured_at=_moment(self.happened),
            idempotency_key=self.key,
            on_behalf=self.on_behalf,
        )

    def _address(self) -> str:
        """Return the words for the place where they say more than the name that was picked."""
        return "" if fold(self.where) == fold(self.picked) else self.where

    def _contact(self) -> NewContact:
        version = consent.VERSION if self.consents else ""
        return NewContact(name=self.name, phone=self.phone, email=self.email, consent_version=version)


def fresh(channel: str) -> Draft:
    """Return an empty draft under a new key, with the channel of the last one."""
    return Draft(key=uuid.uuid4(), channel=_channel(channel))


def read(sent: QueryDict) -> Draft:
    """Return the draft that was sent. The place is a result of the search that was ticked, else the hidden pin."""
    code, where, settled = (sent.get(name, "")[:_LONGEST_WHERE] for name in ("category", "where", "settled"))
    is_meant = fold(settled) in fold(where)
    pin = point_of(sent.get("lat", ""), sent.get("lon", "")) if is_meant else None
    ticked, _comma, name = sent.get("place", "").partition("|")
    return Draft(
        key=key_of(sent.get("key", "")),
        channel=_channel(sent.get("channel", "")),
        text=sent.get("text", ""),
        category=code,
        where=where,
        picked=name if ticked else sent.get("picked", ""),
        settled=where if ticked else settled,
        point=pair(ticked) or pin,
        own_ward=sent.get("own_ward", "")[:60],
        answers=answers_of(kind_of(code), sent),
        name=sent.get("contact_name", ""),
        phone=sent.get("contact_phone", ""),
        email=sent.get("contact_email", ""),
        consents=bool(sent.get("consent")),
        on_behalf=bool(sent.get("on_behalf")),
        happened=sent.get("happened", ""),
        tokens=tuple(dict.fromkeys(sent.getlist("photo_tokens")[:MOST_PHOTOS])),
        is_insisted=bool(sent.get("insisted")) or sent.get("act") == "insist",
    )


def _moment(written: str) -> datetime | None:
    """Return the aware moment of "2026-11-25T08:30" in the city, None where nothing was written."""
    if not written.strip():
        return None
    try:
        naive = datetime.fromisoformat(written.strip())
    except ValueError:
        raise Refused(_("Xin ghi ngày giờ, ví dụ 2026-11-25T08:30."), field="captured_at") from None
    if naive.year < _FIRST_YEAR:
        raise Refused(_("Xin ghi ngày giờ, ví dụ 2026-11-25T08:30."), field="captured_at")
    return naive if timezone.is_aware(naive) else timezone.make_aware(naive, timezone.get_default_timezone())


def _channel(written: str) -> str:
    return written if written in TAKEN_DOWN else Channel.PHONE
