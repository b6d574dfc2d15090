"""When a form page was made: a signed moment in the page, so that what a machine sends at once is seen."""

from datetime import datetime

from django.core.signing import BadSignature, Signer

_SALT = "form page"


def stamp(now: datetime) -> str:
    """Return the moment, signed, to be sent back with the form."""
    return Signer(salt=_SALT).sign(str(int(now.timestamp() * 1000)))


def took_s(stamped: str, *, now: datetime) -> float:
    """Return how many seconds ago ``stamped`` was made; 0 where none of ours came: every page and draft has one."""
    try:
        made = int(Signer(salt=_SALT).unsign(stamped))
    except (BadSignature, ValueError):
        return 0.0
    return now.timestamp() - made / 1000
