"""When a form page was made: a signed moment in the page, so that what a machine sends at once is seen."""

from datetime import datetime

from django.core.signing import BadSignature, Signer

_SALT = "form page"


def stamp(now: datetime) -> str:
    """Return the moment, signed, to be sent back with the form."""
    return Signer(salt=_SALT).sign(str(int(now.timestamp() * 1000)))


def took_s(stamped: str, *, now: datetime) -> float | None:
    """Return how many seconds ago ``stamped`` was made; None where none of ours came: an old page, a kept draft."""
    try:
        made = int(Signer(salt=_SALT).unsign(stamped))
    except (BadSignature, ValueError):
        return None
    return now.timestamp() - made / 1000
