"""The staff calls of acts, undo and bulk."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.reports.models import Kind, Report
from backend.reports.open_acts import Deed
from backend.routing.models import Unit
from moderation.acts import ACTS
from tests.moderation.conftest import SignIn
from tests.reports.filing import CONTACT, filed, jpeg, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def call(client: Client, report: Report, deed: str, **wish: Any) -> Any:
    address = f"/api/v1/staff/reports/{report.code}/{deed}"
    return client.post(address, wish, content_type="application/json")


def test_every_act_has_a_call() -> None:
    assert set(ACTS) == set(Deed)


def test_a_transfer_goes_there_and_back(sign_in: SignIn) -> None:
    report = filed()
    sender, receiver = sign_in(report), sign_in(Unit.objects.get(slug="phong-y-te"))
    assert "transfer" in sender.get(f"/api/v1/staff/reports/{report.code}").json()["acts"]
    given = call(sender, report, "transfer", unit="phong-y-te", reason="Việc của phòng.", version=1)
    assert (given.status_code, given.json()["unit"]["code"]) == (200, Unit.objects.get(slug="phong-y-te").code)
    assert receiver.get(f"/api/v1/staff/reports/{report.code}").json()["acts"][1:3] == [
        "transfer/accept", "transfer/return",
    ]  # fmt: skip
    back = call(receiver, report, "transfer/return", reason="Không phải.").json()
    assert (back["status"], set(back)) == ("received", {"code", "version", "status", "unit", "undo"})
    assert receiver.get(f"/api/v1/staff/reports/{report.code}").status_code == 404
    assert (
        call(receiver, report, "undo", event=back["undo"]["event"]).json()["unit"]["code"]
        == given.json()["unit"]["code"]
    )
    call(receiver, report, "transfer/return", reason="Không phải thật.")
    report.refresh_from_db()
    call(sender, report, "transfer", unit="phong-y-te", reason="Xem lại.", version=report.version)
    assert call(receiver, report, "transfer/accept").json()["status"] == "accepted"


def test_a_stale_version_is_told_what_changed(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    moved(report, "accepted")
    answer = call(client, report, "level", level="urgent", reason="Gấp.", version=1)
    assert answer.status_code == 409
    assert (answer.json()["version"], answer.json()["changed"][0]["kind"]) == (2, "accepted")


def test_what_one_has_just_done_can_be_taken_back(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    done = call(client, report, "assign", user=officer(report.unit).username, version=1).json()
    assert done["assignee"]
    undone = call(client, report, "undo", event=done["undo"]["event"])
    assert (undone.status_code, undone.json()["assignee"], undone.json()["undo"]) == (200, None, None)
    assert call(client, report, "undo", event=done["undo"]["event"]).status_code == 422
    assert call(client, report, "undo", event=10**9 - 1).status_code == 404


def test_all_the_others_do_what_they_say(sign_in: SignIn) -> None:
    report = moved(filed(photos=[jpeg()], contact=CONTACT), "accepted")
    client, head = sign_in(report), sign_in(officer(report.unit, Role.UNIT_HEAD))
    helper = sign_in(Unit.objects.get(slug="phong-y-te"))
    photo = report.photos.get()
    other = filed(lat=21.0459)
    for who, deed, wish in (
        (client, "cooperate", {"unit": "phong-y-te", "note": "Lấy mẫu nước.", "answer_on": "2099-12-01"}),
        (helper, "cooperate/answer", {"note": "Đã lấy mẫu."}),
        (client, "promise", {"until": "2026-11-25", "note": "Đang làm."}),
        (client, "publish", {"text": "Rác.", "photos": [photo.pk]}),
        (client, "hide", {"reason": "Có người yêu cầu."}),
        (client, "level", {"level": "complex", "reason": "Nhiều bên."}),
        (client, "link", {"site": ""}),
        (client, "note", {"text": "Xong."}),
        (client, "place", {"lat": 21.0459, "lon": 105.8699, "reason": "Lệch."}),
        (client, "split", {"parts": [{"category": "food_poisoning", "text": "Đau bụng.", "photos": [photo.pk]}]}),
        (head, "merge", {"into": other.code}),
    ):
        answer = call(who, report, deed, **wish)
        expected = {"link": 422, "promise": (200, 422)}.get(deed, 200)
        assert answer.status_code in (expected if isinstance(expected, tuple) else (expected,)), (deed, answer.json())
    report.refresh_from_db()
    assert (report.status, report.merged_into) == ("duplicate", other)


def test_time_is_asked_for_and_granted(sign_in: SignIn) -> None:
    report = moved(filed(), "accepted")
    client, head = sign_in(report), sign_in(officer(report.unit, Role.UNIT_HEAD))
    assert call(client, report, "extend", until="2026-11-25", reason="Chờ.").status_code == 422
    for approve in ("extend/refuse", "extend/approve"):
        call(client, report, "extend", until="2026-12-20", reason="Chờ vật tư.")
        wish = {"reason": "Không."} if approve.endswith("refuse") else {}
        assert call(client, report, approve, **wish).status_code == 403
        assert call(head, report, approve, **wish).status_code == 200
    report.refresh_from_db()
    assert report.extended_to is not None


@pytest.mark.parametrize(
    ("deed", "wish", "field"),
    [
        ("transfer", {"unit": "nothing", "reason": "x"}, "unit"),
        ("transfer", {"reason": "x"}, "unit"),
        ("assign", {"user": "nobody"}, "user"),
        ("hand-over", {"ward": "nowhere"}, "ward"),
        ("extend", {"until": "2026-02-31", "reason": "x"}, "until"),
        ("extend", {"until": 7, "reason": "x"}, "until"),
        ("place", {"lat": 91, "lon": 105, "reason": "x"}, "lat"),
        ("category", {"category": "nothing", "reason": "x"}, "category"),
        ("merge", {"into": "AAAA"}, "into"),
        ("link", {"site": "nowhere"}, "site"),
        ("split", {"parts": []}, "parts"),
        ("screen", {"to": "unverified"}, "to"),
        ("assign", {"user": "", "more": 1}, "more"),
    ],
)
def test_a_wrong_wish_is_named(sign_in: SignIn, deed: str, wish: dict[str, Any], field: str) -> None:
    report = moved(filed(), "accepted")
    answer = call(sign_in(report), report, deed, **wish)
    assert answer.status_code == 422, answer.json()
    assert answer.json()["errors"][0]["field"] == field
    assert report.events.count() == 2


def test_other_units_find_nothing_and_those_with_it_only_note(sign_in: SignIn) -> None:
    report = filed()
    stranger = sign_in(Unit.objects.get(slug="phong-y-te"))
    beside = sign_in(report.involvements.filter(part="with").order_by("id")[0].unit)
    for deed in ACTS:
        assert call(stranger, report, deed.value, text="x", reason="x").status_code in {404, 422}
    assert call(stranger, report, "transfer/accept").status_code == 404
    assert beside.get(f"/api/v1/staff/reports/{report.code}").json()["acts"] == ["note"]
    assert call(beside, report, "note", text="Phối hợp.").status_code == 200
    assert call(beside, report, "assign", user="").status_code == 403


def test_a_bulk_call_answers_for_each_and_is_undone_at_once(sign_in: SignIn) -> None:
    reports = [filed(lat=21.0458 + step * 1e-5) for step in range(3)]
    foreign = filed(lat=21.0297, lon=105.9076)
    client = sign_in(reports[0])
    codes = [*(one.code for one in reports), foreign.code, "nothing"]
    wish = {"codes": codes, "action": "advance", "to": "accepted", "note": "Nhận.", "versions": {reports[2].code: 9}}
    done = client.post("/api/v1/staff/bulk", wish, content_type="application/json").json()
    assert (done["done"], done["refused"]) == (2, 3)
    assert [one["error"] and one["error"]["code"] for one in done["results"]] == [
        None, None, "overtaken", "not_found", "not_found",
    ]  # fmt: skip
    undone = client.post("/api/v1/staff/bulk/undo", {"batch": done["batch"]}, content_type="application/json").json()
    assert undone == {"undone": 2, "left": []}
    assert Report.objects.filter(status="received").count() == 4


def test_each_bulk_action_asks_for_what_it_needs(sign_in: SignIn) -> None:
    report, main = filed(), filed(lat=21.0459)
    client = sign_in(report)

    def bulk(action: str, **wish: Any) -> Any:
        sent = {"codes": [report.code], "action": action} | wish
        return client.post("/api/v1/staff/bulk", sent, content_type="application/json")

    for action, wish, field in (
        ("advance", {}, "to"),
        ("transfer", {"unit": "phong-y-te"}, "reason"),
        ("transfer", {"unit": "x", "reason": "x"}, "unit"),
        ("merge", {}, "into"),
        ("assign", {"user": "nobody"}, "user"),
        ("dance", {}, "action"),
    ):
        answer = bulk(action, **wish)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), answer.json()
    for action, wish in (
        ("assign", {"user": officer(report.unit).username}),
        ("publish", {}),
        ("spam", {"note": "Thử."}),
        ("restore", {}),
        ("merge", {"into": main.code}),
    ):
        assert bulk(action, **wish).status_code == 200
    assert [event.kind for event in report.events.order_by("number")][1:] == [
        Kind.ASSIGNED, Kind.MARKED_SPAM, Kind.RELEASED, Kind.MERGED,
    ]  # fmt: skip
