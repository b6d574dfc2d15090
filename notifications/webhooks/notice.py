"""A webhook that failed for days is switched off, and the administrators are told: an event, and letters of it."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation

from backend.accounts.models import Role, User
from backend.reports.models import Event
from backend.reports.record import record_system
from backend.reports.said_fields import said
from notifications.models import Webhook
from notifications.texts import Text, rendered

SWITCHED_OFF = "system_webhook_off"


def switch_off(hook: Webhook, code: str, *, now: datetime) -> bool:
    """Switch ``hook`` off, and return whether nobody had before; ``code`` says why."""
    with transaction.atomic():
        rows = Webhook.objects.filter(pk=hook.pk, disabled_at__isnull=True)
        if not rows.update(disabled_at=now, disabled_code=code):
            return False
        record_system(SWITCHED_OFF, now=now, data={"webhook": hook.pk, "code": code})
    return True


def administrators() -> Sequence[User]:
    """Return who is told. One statement."""
    people = User.objects.filter(is_active=True, memberships__role=Role.ADMINISTRATOR).exclude(email="")
    return list(people.distinct().order_by("id"))


def letter(event: Event) -> Text | None:
    """Return what an administrator reads of the event, None where the webhook works again or is gone."""
    hook = Webhook.objects.kept().select_related("key").filter(pk=event.data["webhook"]).first()
    if hook is None or hook.disabled_at is None:
        return None
    with translation.override("vi"):
        fields = {
            "key": hook.key.name,
            "owner": hook.key.owner,
            "host": urlsplit(hook.url).hostname,
            "since": said(hook.failing_since) if hook.failing_since else "",
            "code": hook.disabled_code,
            "link": f"{settings.PUBLIC_URL}/staff/settings/keys/{hook.key_id}/webhooks",
        }
        return rendered("webhook_off.txt", fields, language="vi")
