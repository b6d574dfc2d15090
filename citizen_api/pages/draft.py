"""What stands in the form: read from the request as it came, given back to the page, or handed to the domain."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import QueryDict

from backend.http.form_fields import answers_of, key_of, kind_of, number, pair, point_of
from backend.places.geometry import Point
from backend.places.models import Poster
from backend.places.posters import poster_of, token_of
from backend.reports import consent
from backend.reports.models import Channel
from backend.reports.new_report import NewContact, NewReport
from backend.reports.uploads import MOST_PHOTOS
from backend.routing.models import Category
from backend.routing.names import readers_language
from citizen_api.pages.ready import sentence_of
from citizen_api.pages.stamp import stamp


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The form's fields; nothing in it is checked yet. ``key`` makes sending it twice one report.

    ``opened`` is the stamp of the first page it was written in; ``subject`` the field that people do not see.
    """

    key: uuid.UUID
    opened: str = ""
    subject: str = ""
    category: str = ""
    text: str = ""
    query: str = ""  # words of the search for a place
    point: Point | None = None
    accuracy_m: float | None = None
    own_ward: str = ""
    address: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    phone: str = ""
    email: str = ""
    consents: bool = False
    tokens: Sequence[str] = ()
    no_photo_reason: str = ""
    poster: Poster | None = None  # whose printed link opened the form
    is_insisted: bool = False  # the resident has read where a complaint belongs, and sends all the same

    @property
    def kind(self) -> Category | None:
        """The kind that was chosen, None where there is none of that code."""
        return kind_of(self.category)

    @property
    def poster_token(self) -> str:
        return token_of(self.poster) if self.poster else ""

    @property
    def lat_text(self) -> str:
        return f"{self.point.lat:.6f}" if self.point else ""

    @property
    def lon_text(self) -> str:
        return f"{self.point.lon:.6f}" if self.point else ""

    @property
    def accuracy_text(self) -> str:
        return "" if self.accuracy_m is None else f"{self.accuracy_m:.0f}"

    def new_report(self, photos: Sequence[bytes]) -> NewReport:
        """Return the report this draft asks for, with raw ``photos`` beside those sent before."""
        return NewReport(
            category=self.category,
            text=self.text,
            lat=self.point.lat if self.point else None,
            lon=self.point.lon if self.point else None,
            channel=Channel.WEB,
            accuracy_m=self.accuracy_m,
            own_ward=self.own_ward,
            address=self.address,
            answers=self.answers,
            contact=self._contact(),
            photos=photos,
            photo_tokens=self.tokens,
            idempotency_key=self.key,
            is_form=True,
            no_photo_reason=self.no_photo_reason,
            poster=self.poster,
        )

    def _contact(self) -> NewContact:
        return NewContact(
            name=self.name,
            phone=self.phone,
            email=self.email,
            consent_version=consent.VERSION if self.consents else "",
            language=readers_language(),
        )


def fresh(*, now: datetime) -> Draft:
    """Return an empty draft under a new key."""
    return Draft(key=uuid.uuid4(), opened=stamp(now))


def at_poster(poster: Poster, *, now: datetime) -> Draft:
    """Return a draft under a new key with what the poster fills in."""
    return replace(fresh(now=now), poster=poster, point=poster.point, category=poster.category)


def read(sent: QueryDict) -> Draft:
    """Return the draft that was sent. The place is a result of the search that was ticked, else the hidden pin.

    A ready sentence that was tapped stands before what was written, and brings its kind where none was chosen.
    """
    ready = sentence_of(sent.get("ready", ""))
    code = sent.get("category", "") or (ready.category if ready else "")
    words = [ready.in_vietnamese() if ready else "", sent.get("text", "")]
    token = sent.get("poster", "")
    return Draft(
        key=key_of(sent.get("key", "")),
        opened=sent.get("opened", "")[:100],
        subject=sent.get("subject", "")[:100],
        category=code,
        text="\n".join(one for one in words if one.strip()),
        query=sent.get("query", "")[:200],
        point=pair(sent.get("place", "")) or point_of(sent.get("lat", ""), sent.get("lon", "")),
        accuracy_m=number(sent.get("accuracy_m", "")),
        own_ward=sent.get("own_ward", "")[:60],
        address=sent.get("address", ""),
        answers=answers_of(kind_of(code), sent),
        name=sent.get("contact_name", ""),
        phone=sent.get("contact_phone", ""),
        email=sent.get("contact_email", ""),
        consents=bool(sent.get("consent")),
        tokens=tuple(dict.fromkeys(sent.getlist("photo_tokens")[:MOST_PHOTOS])),
        no_photo_reason=sent.get("no_photo_reason", ""),
        poster=poster_of(token) if token else None,
        is_insisted=bool(sent.get("insisted")) or sent.get("act") == "insist",
    )
