"""The header by which a client that sends again says that it is the same thing."""

import re
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.core.errors import Refused

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_WRITTEN = re.compile(r'"?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"?', re.IGNORECASE)


def read_key(request: HttpRequest) -> UUID | None:
    """Return the request's idempotency key, None where it has none. Refused where it is not a UUID."""
    written = request.headers.get(HEADER)
    if written is None:
        return None
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise Refused(_("Khóa chống gửi trùng phải là một UUID."), field=HEADER, code="invalid_idempotency_key")
    return UUID(found[1])
