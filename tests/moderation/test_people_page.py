"""People, sessions and leave at the staff's door; what ends a session."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Leave, Role, User
from backend.http.idle import SEEN
from moderation.settings import people_page
from moderation.settings.browsers import browser_said
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

PEOPLE = "/staff/settings/people"
# The base point of P-256, as a browser writes its key.
A_POINT = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"


def form(**more: object) -> dict[str, object]:
    unit = filed().unit
    fields = {"username": "tran.mau", "display_name": "Trần Mẫu", "is_active": "1", "reason": "Mới."}
    return fields | {"posts": [f"{unit.pk}:unit_officer"]} | more


def test_a_head_adds_somebody_who_signs_in_and_must_change_the_password(sign_in: SignIn) -> None:
    head = sign_in(filed(), Role.UNIT_HEAD)
    page = head.post(f"{PEOPLE}/new", form()).content.decode()
    password = page.split('<code id="new-password">')[1].split("<")[0]
    new = Client()
    new.post("/staff/login", {"login": "tran.mau", "password": password})
    assert new.get("/staff/").headers["Location"] == "/staff/password"
    refused = new.get("/api/v1/staff/inbox")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "password_change_required")
    own = "mot-cau-dai-khac-hon"
    new.post("/staff/password", {"oldpassword": password, "password1": own, "password2": own})
    assert new.get("/staff/").status_code == 200
    assert password not in head.get(PEOPLE).content.decode()


def test_what_was_typed_is_kept_with_what_is_wrong(sign_in: SignIn) -> None:
    head = sign_in(filed(), Role.UNIT_HEAD)
    answer = head.post(f"{PEOPLE}/new", form(username="có dấu"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tên đăng nhập gồm" in page
    assert 'value="Trần Mẫu"' in page
    administrator = sign_in(None, Role.ADMINISTRATOR)
    nowhere = administrator.post(f"{PEOPLE}/new", form(posts=["999999999:unit_officer"]))
    assert nowhere.status_code == 422
    assert administrator.get(f"{PEOPLE}?q=%00a").status_code == 200
    strange = head.post(f"{PEOPLE}/new", form(posts=["99999999999999999999:x", ":", "²:unit_head"]))
    assert strange.status_code == 422


def test_the_list_is_short_by_pages_and_costs_the_same_for_many(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: object
) -> None:
    unit = filed().unit
    head = sign_in(unit, Role.UNIT_HEAD)
    for number in range(5):
        officer(unit, username=f"nguoi-{number}")
    monkeypatch.setattr(people_page, "_PAGE", 3)
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's fixture
        page = head.get(PEOPLE).content.decode()
    assert "cursor=" in page
    assert head.get(f"{PEOPLE}?cursor=nothing").headers["Location"] == PEOPLE
    assert "nguoi-4" in head.get(f"{PEOPLE}?q=nguoi-4").content.decode()
    assert "Không tìm thấy ai" in head.get(f"{PEOPLE}?q=khongco").content.decode()


def test_a_person_is_changed_and_let_go(sign_in: SignIn) -> None:
    report = filed()
    person = officer(report.unit, username="di-roi")
    theirs = sign_in(person)
    assert theirs.get("/staff/").status_code == 200
    head = sign_in(report, Role.UNIT_HEAD)
    head.post(f"{PEOPLE}/{person.pk}", form(is_active=""))
    assert theirs.get("/staff/").headers["Location"].startswith("/staff/login")
    assert not UserSession.objects.filter(user=person).exists()


def test_a_new_password_and_lost_factors_end_every_session(sign_in: SignIn) -> None:
    report = filed()
    person = officer(report.unit, username="quen")
    theirs, head = sign_in(person), sign_in(report, Role.UNIT_HEAD)
    refused = head.post(f"{PEOPLE}/{person.pk}/password", {"reason": ""})
    assert refused.status_code == 422
    page = head.post(f"{PEOPLE}/{person.pk}/password", {"reason": "Quên."}).content.decode()
    assert User.objects.get(pk=person.pk).check_password(page.split('id="new-password">')[1].split("<")[0])
    assert theirs.get("/staff/").status_code == 302
    assert head.post(f"{PEOPLE}/{person.pk}/factors", {"reason": "Mất máy."}).status_code == 302
    assert head.post(f"{PEOPLE}/{person.pk}/factors", {"reason": ""}).status_code == 422


def test_leave_is_written_down_and_taken_back(sign_in: SignIn) -> None:
    report = filed()
    head = officer(report.unit, Role.UNIT_HEAD)
    client = sign_in(report)
    page = "/staff/settings/leave"
    day = timezone.localdate().isoformat()
    wrong = client.post(page, {"first": "hôm nay", "last": day, "substitute": head.pk, "reason": "Phép."})
    assert (wrong.status_code, "Xin chọn ngày" in wrong.content.decode()) == (422, True)
    client.post(page, {"first": day, "last": day, "substitute": head.pk, "reason": "Phép."})
    row = Leave.objects.get()
    assert "làm thay" in client.get(page).content.decode()
    assert "đang nghỉ phép" in sign_in(head).get(PEOPLE).content.decode()
    assert client.post(f"{page}/{row.pk}/end").headers["Location"] == page
    assert not Leave.objects.exists()


def by_password(person: User) -> Client:
    """Sign in as people do: only this is listed."""
    if not person.check_password("mot-cau-dai-de-nho"):
        person.set_password("mot-cau-dai-de-nho")
        person.save()
    client = Client()
    client.post("/staff/login", {"login": person.username, "password": "mot-cau-dai-de-nho"})
    return client


def test_one_sees_ones_sessions_and_ends_the_others() -> None:
    unit = filed().unit
    here, there, third = (by_password(officer(unit)) for _place in range(3))
    page = here.get("/staff/settings/sessions").content.decode()
    assert page.count("Đăng xuất ở đó") == 2
    foreign = by_password(officer(unit, username="khac"))
    other_pk = UserSession.objects.get(session_key=foreign.session.session_key).pk
    here.post(f"/staff/settings/sessions/{other_pk}/end")
    assert foreign.get("/staff/").status_code == 200
    pk = UserSession.objects.get(session_key=there.session.session_key).pk
    here.post(f"/staff/settings/sessions/{pk}/end")
    assert there.get("/staff/").status_code == 302
    here.post("/staff/settings/sessions/end")
    assert third.get("/staff/").status_code == 302
    assert here.get("/staff/").status_code == 200


def test_a_session_nobody_uses_ends_and_pages_that_ask_by_themselves_do_not_keep_it(sign_in: SignIn) -> None:
    client = sign_in(filed())

    def used_ago(minutes: int) -> None:
        session = client.session
        session[SEEN] = timezone.now().timestamp() - minutes * 60
        session.save()

    used_ago(100)
    client.get("/staff/?part=list", headers={"X-Background": "1"})
    assert timezone.now().timestamp() - client.session[SEEN] > 5000
    client.get("/staff/")
    assert timezone.now().timestamp() - client.session[SEEN] < 60
    client.get("/staff/field")
    used_ago(9 * 60)
    assert client.get("/api/v1/staff/field/who").status_code == 200  # outdoors, without a network
    session = client.session
    del session["outdoors_until"]
    session.save()
    used_ago(121)
    assert client.get("/api/v1/staff/inbox").status_code == 401
    answer = client.get("/staff/", follow=True)
    assert "lâu không thao tác" in answer.content.decode()
    assert client.get("/staff/").status_code == 302


def test_notices_are_switched_on_and_off_by_their_person(sign_in: SignIn) -> None:
    person = officer(filed().unit)
    client = sign_in(person)
    page = "/staff/settings/push"
    keys = {"p256dh": A_POINT, "auth": "A" * 22}
    assert client.post(page, keys | {"endpoint": "https://fcm.googleapis.com/\x00"}).status_code == 422
    refused = client.post(page, keys | {"endpoint": "https://evil.example/x"})
    assert (refused.status_code, "không nhận được" in refused.json()["message"]) == (422, True)
    assert client.post(page, keys | {"endpoint": "https://fcm.googleapis.com/fcm/send/x"}).status_code == 200
    row = person.push_subscriptions.get()
    stranger = sign_in(officer(filed().unit, username="khac"))
    stranger.post(f"{page}/{row.pk}/end")
    assert person.push_subscriptions.exists()
    client.post(f"{page}/{row.pk}/end")
    assert not person.push_subscriptions.exists()
    worker = client.get(f"{page}/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == page


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-A145F) Chrome/148.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/148 Safari/537.36 Edg/148", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8", "Trình duyệt khác"),
        ("", "Trình duyệt khác"),
    ],
)
def test_a_browser_is_called_by_its_name(agent: str, said: str) -> None:
    assert browser_said(agent) == said
