"""What was changed in the settings: by whom, when, why, from what to what."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from backend.accounts.models import Area, SettingChange, User
from backend.core.errors import Refused
from backend.core.security import Deed, tell
from backend.core.text import clean

_LONGEST_REASON = 500


def checked_reason(reason: str) -> str:
    """Return ``reason`` cleaned. Raises Refused (``reason``) where there is none or it is over 500 characters."""
    words = clean(reason)
    if not words:
        raise Refused(_("Xin ghi lý do thay đổi."), field="reason", code="required")
    if len(words) > _LONGEST_REASON:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": _LONGEST_REASON}, field="reason")
    return words


def log_change(
    area: Area,
    key: str,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str,
    by: User,
    now: datetime,
) -> SettingChange | None:
    """Write down one change of the thing ``key``; call it inside the transaction that makes the change.

    ``before`` is empty for a new thing, ``after`` for one that is gone; only what differs is kept, as JSON takes it.
    Returns None where nothing differs. Raises Refused (``reason``) without one.
    """
    words = checked_reason(reason)
    differs = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not differs:
        return None
    change = SettingChange.objects.create(
        area=area,
        key=key,
        before={name: before[name] for name in differs if name in before},
        after={name: after[name] for name in differs if name in after},
        reason=words,
        by=by,
        at=now,
    )
    tell(Deed.SETTING_CHANGED, who=by.pk, area=str(area), change=change.pk)
    return change
