"""Webhooks in the settings: the administrator registers, reads the log, pauses, has sent again, renews and removes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts import program_keys
from backend.accounts.models import ProgramKey, Role, SettingChange
from notifications.models import Delivery, Webhook
from notifications.webhooks import owing
from notifications.webhooks.sending import drain
from notifications.webhooks.signing import secret_of
from tests.accounts.keys import made_key
from tests.moderation.conftest import SignIn
from tests.notifications.hooks import hooked, receiving
from tests.reports.filing import NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.enable_socket]
SOON = NOW + timedelta(minutes=10)
URL = "https://hook.example.org/changes"
WISH: dict[str, object] = {"url": URL, "turns": ["published", "progressed"], "reason": "Công văn mẫu."}
_SECRET = re.compile(r'id="new-secret">(whsec_[^<]+)<')


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in(officer(None, Role.ADMINISTRATOR))


def page_of(key: ProgramKey) -> str:
    return f"/staff/settings/keys/{key.pk}/webhooks"


def deed(admin: Client, hook: Webhook, name: str, **sent: str) -> str:
    """Do it and return the page that follows."""
    answer = admin.post(f"/staff/settings/keys/webhooks/{hook.pk}/{name}", sent, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_one_is_registered_and_its_secret_shown_once(admin: Client) -> None:
    key, _secret = made_key()
    shown = _SECRET.search(admin.post(page_of(key), WISH).content.decode())
    hook = Webhook.objects.get()
    assert shown
    assert shown[1] == secret_of(hook)
    again = admin.get(page_of(key)).content.decode()
    assert shown[1] not in again
    assert URL in again
    assert hook.turns == ["published", "progressed", "withdrawn"]
    assert SettingChange.objects.get(key=key.name, after__webhook=hook.url).reason == "Công văn mẫu."


@pytest.mark.parametrize(
    "url",
    [
        "", "hook", "ftp://hook.example.org/", "http://hook.example.org/x", "https://10.0.0.1/x", "https://localhost/x",
        "https://[::1]/x", "https://user:pass@hook.example.org/", "https://hook.example.org:22/", "https://2130706433/x",
        "https://169.254.169.254/latest/meta-data", "https://0x7f.1/", "https://hook.example.org/a b",
        "https://hook.example.org/" + "a" * 600, "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_and_what_was_typed_is_kept(admin: Client, url: str) -> None:
    key, _secret = made_key()
    answer = admin.post(page_of(key), WISH | {"url": url})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert 'value="Công văn mẫu."' in page
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(("changes", "status"), [({"turns": []}, 422), ({"turns": ["x"]}, 422), ({"reason": ""}, 422)])
def test_what_is_missing_is_said(admin: Client, changes: dict[str, object], status: int) -> None:
    key, _secret = made_key()
    assert admin.post(page_of(key), WISH | changes).status_code == status
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("ending", ["revoked", "expired", "scope"])
def test_a_key_that_is_over_or_for_something_else_gets_none(admin: Client, ending: str) -> None:
    key, _secret = made_key(scopes=["report"] if ending == "scope" else ["webhook"])
    if ending == "revoked":
        program_keys.revoke(key.pk, reason="Thử.", by=staff(None, Role.ADMINISTRATOR), now=NOW)
    if ending == "expired":
        ProgramKey.objects.update(expires_at=NOW - timedelta(days=1))
    answer = admin.post(page_of(key), WISH)
    assert (answer.status_code, "new-secret" in answer.content.decode()) == (403, False)
    assert not Webhook.objects.exists()


def test_what_was_sent_is_sent_again_from_the_log_and_what_failed_all_at_once(
    admin: Client, settings: Settings
) -> None:
    settings.NEIGHBOURS_INSIDE = frozenset({"127.0.0.1"})
    with receiving() as receiver:
        hook = hooked(receiver.address)
        reports = [filed(), filed(lat=21.0470)]
        drain(SOON)
        assert len(receiver.got) == 2
        log = admin.get(f"/staff/settings/keys/webhooks/{hook.pk}").content.decode()
        assert all(report.code in log for report in reports)
        one = Delivery.objects.order_by("id")[0]
        assert "Sẽ gửi lại 1 tin." in deed(admin, hook, "replay", delivery=str(one.pk))
        assert "Sẽ gửi lại 0 tin." in deed(admin, hook, "replay", delivery=str(one.pk))  # it waits already
        later = Delivery.objects.get(pk=one.pk).not_before + timedelta(seconds=1)
        drain(later)
        names = [headers["webhook-id"] for headers, _body in receiver.got]
        assert (len(names), names[2]) == (3, one.name)
        Delivery.objects.update(sent_at=None, gave_up_at=later)
        assert "Sẽ gửi lại 2 tin." in deed(admin, hook, "replay-failed")
        assert owing.pending(hook) == 2
    for delivery in ("", "x", "-1", "１"):
        answer = admin.post(f"/staff/settings/keys/webhooks/{hook.pk}/replay", {"delivery": delivery})
        assert answer.status_code == 404


def test_a_paused_one_is_told_nothing_until_it_is_resumed_and_misses_nothing(admin: Client, settings: Settings) -> None:
    settings.NEIGHBOURS_INSIDE = frozenset({"127.0.0.1"})
    with receiving() as receiver:
        hook = hooked(receiver.address)
        answer = admin.post(f"/staff/settings/keys/webhooks/{hook.pk}/pause", {"reason": ""})
        hook.refresh_from_db()
        assert (answer.status_code, hook.disabled_at) == (422, None)
        assert "đang tạm ngừng" in deed(admin, hook, "pause", reason="Bên nhận bảo trì.")
        report = filed()
        drain(SOON)
        assert receiver.got == []
        assert "Tạm ngừng gửi từ" in admin.get(f"/staff/settings/keys/webhooks/{hook.pk}").content.decode()
        deed(admin, hook, "resume")
        drain(SOON + timedelta(minutes=1))
        assert [said["code"] for said in receiver.said()] == [report.code]
    assert SettingChange.objects.filter(after__webhook_paused=hook.url).exists()


def test_a_secret_is_renewed_and_a_webhook_removed_with_a_reason_alone(admin: Client) -> None:
    hook = hooked()
    first = secret_of(hook)
    shown = _SECRET.search(deed(admin, hook, "secret", reason="Định kỳ."))
    hook.refresh_from_db()
    assert shown
    assert shown[1] == secret_of(hook) != first
    assert admin.post(f"/staff/settings/keys/webhooks/{hook.pk}/remove", {"reason": ""}).status_code == 422
    assert admin.post(f"/staff/settings/keys/webhooks/{hook.pk}/nothing", {}).status_code == 404
    assert "Chưa có địa chỉ nào." in deed(admin, hook, "remove", reason="Hết dùng.")
    assert admin.get(f"/staff/settings/keys/webhooks/{hook.pk}").status_code == 404
