"""Webhooks are registered, switched on again, given a new secret, removed: by the administrator, or by the program."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.changelog import log_change
from backend.accounts.ending import check_administrator
from backend.accounts.models import Area, ProgramKey, Scope
from backend.accounts.program_keys import check_scope
from backend.core.errors import Forbidden, Refused
from backend.reports.changes import Turn, newest
from notifications.models import Delivery, Webhook
from notifications.public_address import read_target
from notifications.webhooks.signing import secret_of

MOST = 5  # of one key
PAUSED = "paused"  # why a webhook is off: somebody wished so


@dataclass(frozen=True, kw_only=True)
class WantedHook:
    """What is asked for; nothing in it is checked yet."""

    url: str
    turns: Sequence[str]
    reason: str = ""


def register(key: ProgramKey, wanted: WantedHook, *, by: Staff | None, now: datetime) -> tuple[Webhook, str]:
    """Return a new webhook of ``key`` and its secret, which is never shown again; changes from here on are told.

    ``by`` is None where the program itself asks. Raises Refused (``url``, ``turns``, ``reason``), Forbidden for staff
    who are no administrator, and where the key may not hear of changes.
    """
    if by is not None:
        check_administrator(by)
    check_scope(key, Scope.WEBHOOK)
    _check_live(key, now=now)
    url = wanted.url.strip()
    read_target(url)
    turns = [turn.value for turn in Turn if turn in wanted.turns or turn == Turn.WITHDRAWN]
    if not wanted.turns or not set(wanted.turns) <= set(Turn.values):
        raise Refused(_("Xin chọn ít nhất một loại thay đổi."), field="turns", code="required")
    with transaction.atomic():
        ProgramKey.objects.select_for_update().get(pk=key.pk)
        if Webhook.objects.kept().filter(key=key).count() >= MOST:
            words = _("Mỗi khóa có nhiều nhất %(most)s địa chỉ nhận tin.") % {"most": MOST}
            raise Refused(words, field="url", code="too_many")
        hook = Webhook.objects.create(
            key=key, url=url, turns=turns, salt=_salt(), made_at=now, tried_at=now, read_to=newest(),
            made_by=by.user if by else None,
        )  # fmt: skip
        _log(hook, {}, {"webhook": url, "turns": turns}, wanted.reason, by=by, now=now)
    return hook, secret_of(hook)


def remove(hook: Webhook, *, by: Staff | None, reason: str = "", now: datetime) -> None:
    """Tell the address nothing any more. Raises Refused (``reason``) for staff without one."""
    with transaction.atomic():
        if Webhook.objects.kept().filter(pk=hook.pk).update(removed_at=now):
            _log(hook, {"webhook": hook.url}, {}, reason, by=by, now=now)


def pause(hook: Webhook, *, by: Staff, reason: str, now: datetime) -> bool:
    """Switch a webhook off until somebody resumes it; return whether it was on. Raises Refused (``reason``)."""
    with transaction.atomic():
        rows = Webhook.objects.filter(pk=hook.pk, disabled_at__isnull=True)
        is_new = bool(rows.update(disabled_at=now, disabled_code=PAUSED))
        _log(hook, {}, {"webhook_paused": hook.url}, reason, by=by, now=now)
    return is_new


def resume(hook: Webhook, *, now: datetime) -> None:
    """Switch a webhook on again: what was owed meanwhile leaves now, from the change at which it stopped."""
    Webhook.objects.filter(pk=hook.pk).update(
        disabled_at=None, disabled_code="", failures=0, failing_since=None, waits_until=None, tried_at=now
    )


def new_secret(hook: Webhook, *, by: Staff | None, reason: str = "", now: datetime) -> str:
    """Return a new secret, shown this once; the old one signs nothing from now on. Raises Refused (``reason``)."""
    with transaction.atomic():
        old, hook.salt = hook.salt, _salt()
        hook.save(update_fields=["salt"])
        _log(hook, {"webhook_secret": old[:4]}, {"webhook_secret": hook.salt[:4]}, reason, by=by, now=now)
    return secret_of(hook)


def hooks_of(key: ProgramKey) -> "QuerySet[Webhook]":
    """Return the webhooks of a key, the oldest first."""
    return Webhook.objects.kept().filter(key=key).order_by("id")


def deliveries_of(hook: Webhook) -> "QuerySet[Delivery]":
    """Return the log of a webhook, with the reports' codes."""
    return hook.deliveries.select_related("event__report")


def _check_live(key: ProgramKey, *, now: datetime) -> None:
    if key.revoked_at or (key.expires_at and key.expires_at <= now):
        raise Forbidden(_("Khóa này đã hủy hoặc hết hạn."), field="api_key", code="key_ended")


def _log(
    hook: Webhook, before: dict[str, object], after: dict[str, object], reason: str, *, by: Staff | None, now: datetime
) -> None:
    """Write what staff did into the log of settings; a program's own wishes show in its list."""
    if by is not None:
        name = hook.key.name
        log_change(Area.PROGRAM_KEY, name, before=before, after=after, reason=reason, by=by.user, now=now)


def _salt() -> str:
    return secrets.token_hex(16)
