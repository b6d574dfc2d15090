"""Lines of the security log: who came in, what was refused, whose keys changed; people by number, never by name."""

import hashlib
import hmac
import logging
from enum import StrEnum

from django.conf import settings

from backend.core.address import household

log = logging.getLogger("longbien.security")


class Deed(StrEnum):
    """What a line tells of; README has the list."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    LOCKED_OUT = "locked_out"
    CONFIRMED_AGAIN = "confirmed_again"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a word of the log
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    KEY_MADE = "key_made"
    KEY_ENDED = "key_ended"
    SETTING_CHANGED = "setting_changed"
    CONTACT_SEEN = "contact_seen"
    REFUSED = "refused"
    LIMITED = "limited"


_TROUBLE = frozenset(
    {Deed.SIGN_IN_FAILED, Deed.SECOND_FACTOR_FAILED, Deed.LOCKED_OUT, Deed.REFUSED, Deed.LIMITED},
)


def tell(deed: Deed, *, who: int | None, **about: str | int | None) -> None:
    """Write one line: the deed, the number of the person it is about, and more fields, none of them anybody's data.

    What is None is left out. The words of the line say the same as its fields, for who reads lines without them.
    """
    told = {"deed": deed.value, "who": who, **about}
    told = {name: value for name, value in told.items() if value is not None}
    words = " ".join([deed.value, *(f"{name}={value}" for name, value in told.items() if name != "deed")])
    log.log(logging.WARNING if deed in _TROUBLE else logging.INFO, "%s", words, extra=told)


def mark_of(address: str) -> str:
    """Return by what lines from one household are told to be so: a keyed hash, from which nobody reads the address."""
    words = f"security log {household(address)}"
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()[:16]
