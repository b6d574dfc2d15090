"""Keys of other systems for tests."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from backend.accounts import program_keys
from backend.accounts.models import ProgramKey, Role, Scope
from backend.accounts.program_keys import WantedKey
from tests.reports.filing import staff


def wanted(**changes: Any) -> WantedKey:
    """Return the wish for a key of FixMyStreet that publishes at once, with ``changes``."""
    wish: dict[str, Any] = {
        "name": "FixMyStreet",
        "owner": "Nhóm mẫu, 024 0000 0001",
        "scopes": Scope.values,
        "last_day": date(timezone.localdate().year + 1, 1, 31),
        "publishes_at_once": True,
        "reason": "Thỏa thuận kết nối.",
    }
    return WantedKey(**wish | changes)


def made_key(*, now: datetime | None = None, **changes: Any) -> tuple[ProgramKey, str]:
    """Make the key of :func:`wanted`; return its row and the key itself."""
    return program_keys.make(wanted(**changes), by=staff(None, Role.ADMINISTRATOR), now=now or timezone.now())
