"""What a door hands over when a report comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend.places.models import Poster
from backend.reports.models import Channel


@dataclass(frozen=True, kw_only=True)
class NewContact:
    """How to reach the reporter: a telephone number or an e-mail address, and the version of the text agreed to."""

    name: str = ""
    phone: str = ""
    email: str = ""
    consent_version: str = ""
    language: str = "vi"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written: a name alone reaches nobody, but is personal data all the same."""
        return not (self.name.strip() or self.phone.strip() or self.email.strip())


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What somebody reports, as it came through a door; nothing in it is checked yet.

    ``lat``, ``lon`` in WGS 84 degrees, None where the door got none; ``own_ward`` the resident's own word near a line
    (code, slug or name); ``photos`` the uploaded bytes, ``photo_tokens`` names of photos sent ahead; ``captured_at``
    aware: when it was seen, or when the letter came; ``on_behalf``: the caller speaks for somebody else; ``poster``:
    whose printed link it came by. With ``is_form`` required questions and photos are enforced, the way out being
    ``no_photo_reason``; with ``asks_all`` the questions alone. ``outside_links``: addresses of pictures elsewhere, for
    staff. ``publishes_at_once``: who sends it answers for it and words and photos are public at once (True), or they
    wait for a look (False), or the kind says which (None).
    """

    category: str
    text: str
    lat: float | None
    lon: float | None
    channel: Channel
    accuracy_m: float | None = None
    own_ward: str = ""
    address: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    contact: NewContact | None = None
    photos: Sequence[bytes] = ()
    photo_tokens: Sequence[str] = ()
    captured_at: datetime | None = None
    idempotency_key: UUID | None = None
    is_form: bool = False
    no_photo_reason: str = ""
    on_behalf: bool = False
    poster: Poster | None = None
    asks_all: bool = False
    outside_links: Sequence[str] = ()
    publishes_at_once: bool | None = None
