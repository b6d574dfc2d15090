"""The staff calls: inbox, one report, a step."""

import json
from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.reports.models import ReplyTemplate, Report
from backend.reports.uploads import keep_upload
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def advance(client: Client, report: Report, **wish: Any) -> Any:
    body = {"version": report.version} | wish
    address = f"/api/v1/staff/reports/{report.code}/advance"
    return client.post(address, json.dumps(body), content_type="application/json")


def test_the_inbox_comes_with_counts_and_pages(sign_in: SignIn) -> None:
    reports = [filed(photos=[jpeg()] if number == 0 else []) for number in range(51)]
    client = sign_in(reports[0])

    answer = client.get("/api/v1/staff/inbox")
    first = answer.json()
    assert answer.headers["Link"] == f'<{first["next"]}>; rel="next"'
    assert first["counts"]["open"] == first["counts"]["new"] == 51
    assert "done" not in first["counts"]
    assert len(first["results"]) == 50
    assert first["previous"] is None
    row = first["results"][0]
    assert row["unit"]["code"] == reports[0].unit.code
    assert row["part"] == "charge"
    assert set(row["remaining"]) == {"state", "words", "working_hours"}

    second = client.get(first["next"]).json()
    assert len(second["results"]) == 1
    assert client.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize("query", ["tab=khong", "cursor=hong", "status=nope", "lala=1"])
def test_what_cannot_be_read_is_refused_in_a_problem(sign_in: SignIn, query: str) -> None:
    answer = sign_in(filed()).get(f"/api/v1/staff/inbox?{query}")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == query.split("=", maxsplit=1)[0]


def test_one_report_comes_with_reasons_answers_history_and_what_may_be_done(sign_in: SignIn) -> None:
    report = filed(photos=[jpeg()], contact=CONTACT)
    told = sign_in(report).get(f"/api/v1/staff/reports/{report.code}").json()

    assert told["version"] == report.version
    assert told["text"] == "Rác ba ngày chưa có ai thu gom, bốc mùi."
    assert told["reasons"][0]["words"]
    assert {step["to"] for step in told["may"]} == {"accepted", "needs_info", "rejected", "duplicate"}
    assert told["history"][0]["kind"] == "received"
    assert told["has_contact"] is True
    assert CONTACT.phone not in json.dumps(told)
    assert told["photos"][0]["url"] == f"/api/v1/staff/photos/{report.photos.get().pk}/full"


def test_what_may_be_chosen_in_the_acts_is_told_and_can_be_sent_as_it_is(sign_in: SignIn) -> None:
    report = filed()
    ReplyTemplate.objects.create(code="nhan", step="accepted", name="Đã nhận", body="Đã nhận {code}.")
    client = sign_in(report)
    address = f"/api/v1/staff/reports/{report.code}"
    told = client.get(f"{address}/choices").json()
    acts = {one["act"]: {asked["name"]: asked for asked in one["fields_asked"]} for one in told["acts"]}
    units = [one["code"] for one in acts["transfer"]["unit"]["choices"]]
    assert report.unit.code not in units
    assert (acts["transfer"]["reason"]["must"], acts["transfer"]["reason"]["choices"]) == (True, [])
    assert "send-on" not in acts  # there is no other system
    assert {"code": "nhan", "name": "Đã nhận", "step": "accepted", "words": f"Đã nhận {report.code}."} in told[
        "ready_answers"
    ]
    kind = acts["category"]["category"]["choices"][0]["code"]
    sent = client.post(f"{address}/category", {"category": kind, "reason": "Thử."}, content_type="application/json")
    assert sent.status_code == 200, sent.json()
    auditor = sign_in(None, Role.AUDITOR).get(f"{address}/choices").json()
    assert auditor == {"acts": [], "ready_answers": []}


def test_outside_ones_units_there_is_nothing(sign_in: SignIn) -> None:
    report = filed()
    stranger = Unit.objects.exclude(pk__in=report.involvements.values("unit")).order_by("id")[0]
    client = sign_in(stranger)
    for answer in (
        client.get(f"/api/v1/staff/reports/{report.code}"),
        client.get("/api/v1/staff/reports/KHONGCO"),
        advance(client, report, to="accepted"),
    ):
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_step_is_taken_with_photos_and_the_version_rises(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    accepted = advance(client, report, to="accepted", note="Đã nhận.").json()
    assert (accepted["status"], accepted["version"]) == ("accepted", report.version + 1)

    token = keep_upload(jpeg(), now=NOW.now(NOW.tzinfo)).token
    report.refresh_from_db()
    resolved = advance(client, report, to="resolved", photos=[token], note="Đã dọn.", public=False).json()
    assert resolved["status"] == "resolved"
    assert [photo["is_after"] for photo in resolved["photos"]] == [True]
    assert resolved["history"][-1]["public"] is False


def test_an_older_version_is_a_conflict_that_says_what_changed(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    seen = report.version
    moved(report, "accepted")
    report.version = seen

    answer = advance(client, report, to="rejected", reason="lawful", note="Có giấy phép.")
    told = answer.json()
    assert answer.status_code == 409
    assert told["errors"][0]["code"] == "overtaken"
    assert told["version"] == seen + 1
    assert [(one["kind"], one["status"]) for one in told["changed"]] == [("accepted", "accepted")]


@pytest.mark.parametrize(
    ("wish", "status", "field"),
    [
        ({"to": "closed"}, 409, "to"),
        ({"to": "needs_info"}, 422, "note"),
        ({"to": "rejected", "note": "x"}, 422, "reason"),
        ({"to": "duplicate"}, 422, "into"),
        ({"to": "duplicate", "into": "KHONGCO"}, 422, "into"),
        ({"to": "accepted", "version": None}, 422, "version"),
        ({"to": "bay"}, 422, "to"),
        ({"to": "accepted", "photos": ["khong-co"]}, 422, "photo_tokens"),
    ],
)
def test_what_is_missing_is_named(sign_in: SignIn, wish: dict[str, Any], status: int, field: str) -> None:
    report = filed()
    answer = advance(sign_in(report), report, **wish)
    assert (answer.status_code, json.loads(answer.content)["errors"][0]["field"]) == (status, field)
    report.refresh_from_db()
    assert report.status == "received"


def test_a_duplicate_names_the_report_it_repeats(sign_in: SignIn) -> None:
    main, again = filed(), filed()
    told = advance(sign_in(main), again, to="duplicate", into=main.code).json()
    assert (told["status"], told["merged_into"]) == ("duplicate", main.code)


def test_who_only_helps_may_look_but_not_step(sign_in: SignIn) -> None:
    food = filed(category="restaurant_food")
    helper = food.involvements.exclude(unit=food.unit).order_by("id")[0].unit
    client = sign_in(helper)
    told = client.get(f"/api/v1/staff/reports/{food.code}").json()
    assert (told["part"], told["may"]) == ("with", [])
    assert advance(client, food, to="accepted").status_code == 403
    assert sign_in(officer(None, Role.LEADER)).get("/api/v1/staff/inbox").json()["results"][0]["part"] is None


def test_nobody_comes_in_without_a_session_or_a_cross_site_token(sign_in: SignIn, client: Client) -> None:
    report = filed()
    assert client.get("/api/v1/staff/inbox").status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer(report.unit))
    assert advance(strict, report, to="accepted").status_code == 403
    assert strict.get("/api/v1/staff/inbox").headers["Cache-Control"] == "private, no-store"


def test_a_look_at_the_contact_needs_a_reason_and_is_written_down(sign_in: SignIn) -> None:
    report = filed(contact=CONTACT)
    client, address = sign_in(report), f"/api/v1/staff/reports/{report.code}/contact"
    assert client.post(address, {"reason": " "}, content_type="application/json").status_code == 422
    shown = client.post(address, {"reason": "Gọi hỏi số nhà."}, content_type="application/json")
    assert (shown.status_code, shown.json()["phone"]) == (200, "0900000123")
    assert [one.kind for one in report.events.order_by("number")][1:] == ["contact_seen"]


def test_where_nobody_left_a_contact_there_is_none_to_look_at(sign_in: SignIn) -> None:
    report = filed()
    address = f"/api/v1/staff/reports/{report.code}/contact"
    assert sign_in(report).post(address, {"reason": "Thử."}, content_type="application/json").status_code == 404
