"""The staff calls about reports to be signed: asked for, watched, rewritten, signed, handed out."""

import hashlib
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.indicators.documents.make import make_waiting
from backend.indicators.models import Document
from tests.indicators.documents.made import AFTER, closed, drafted, november
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import fault, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "december")]
LIST = "/api/v1/staff/documents"
WISH = {"period": "2026-11", "form": "state"}


@pytest.fixture
def office(sign_in: SignIn) -> Client:
    return sign_in(None, Role.PROGRAMME_OFFICE)


@pytest.fixture
def leader(sign_in: SignIn) -> Client:
    return sign_in(None, Role.LEADER)


def test_a_document_is_asked_for_watched_and_handed_out(office: Client, sign_in: SignIn) -> None:
    november(), closed()
    made = send(office, "documents", **WISH)
    assert made.status_code == 201, made.json()
    waiting = made.json()
    assert made.headers["Location"] == f"http://testserver{LIST}/{waiting['id']}"
    assert (waiting["state"], waiting["files"], waiting["parts"], waiting["files_seen"]) == ("waiting", [], [], "")
    make_waiting(AFTER)
    done = office.get(f"{LIST}/{waiting['id']}").json()
    assert (done["state"], done["progress"], done["is_provisional"], done["may_draft"]) == ("done", 100, False, True)
    assert {"causes", "proposals"} <= {one["code"] for one in done["parts"] if one["must_write"]}
    (file,) = done["files"]
    auditor = sign_in(None, Role.AUDITOR)
    answer = auditor.get(file["url"])
    assert (file["format"], hashlib.sha256(answer.content).hexdigest()) == ("csv", file["sha256"])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bao-cao-2026-11-state.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    listed = auditor.get(LIST).json()
    assert ([one["id"] for one in listed["results"]], listed["may_draft"]) == ([waiting["id"]], False)


def test_the_office_writes_a_part_and_a_leader_signs_what_was_read(office: Client, leader: Client) -> None:
    november(), closed()
    pk = send(office, "documents", **WISH).json()["id"]
    make_waiting(AFTER)
    for part in ("causes", "proposals"):
        seen = office.get(f"{LIST}/{pk}").json()["text_seen"]
        written = send(office, f"documents/{pk}/text", part=part, text="Mưa nhiều.", seen=seen).json()
        assert [one["text"] for one in written["parts"] if one["code"] == part] == ["Mưa nhiều."]
        assert (written["state"], written["text_seen"] > seen) == ("waiting", True)
        make_waiting(AFTER)
    wrote = {"part": "causes", "text": "x"}
    assert fault(send(office, f"documents/{pk}/text", **wrote, seen=0)) == (409, "text", "overtaken")
    assert fault(send(leader, f"documents/{pk}/text", **wrote, seen=0)) == (403, "", "not_office")
    read = leader.get(f"{LIST}/{pk}").json()
    assert (read["may_sign"], read["may_draft"]) == (True, False)
    assert fault(send(office, f"documents/{pk}/sign", seen=read["files_seen"])) == (403, "", "may_not_sign")
    assert fault(send(leader, f"documents/{pk}/sign", seen="x")) == (409, "", "changed")
    signed = send(leader, f"documents/{pk}/sign", seen=read["files_seen"]).json()
    assert (bool(signed["signed_as"]), bool(signed["signed_at"]), signed["may_sign"]) == (True, True, False)
    assert fault(send(office, f"documents/{pk}/anew")) == (409, "", "signed")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"period": "10/2026"}, "period"),
        ({"period": "2027-01"}, "period"),
        ({"period": 2026}, "period"),
        ({"period": "2026-01..2025-01"}, "period"),
        ({"period": "2001-01..2026-01"}, "period"),
        ({"form": "x"}, "form"),
        ({"form": None}, "form"),
        ({"ward": "khong-co"}, "ward"),
        ({"ward": "ngoc-lam"}, "ward"),  # the district issues it
        ({"more": 1}, "more"),
    ],
)
def test_the_answer_names_what_is_wrong_with_a_wish(office: Client, wish: dict[str, Any], field: str) -> None:
    assert fault(send(office, "documents", **WISH | wish))[:2] == (422, field)
    assert not Document.objects.exists()


def test_one_draft_a_period_and_the_same_key_asks_once(office: Client) -> None:
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b22"}
    first, again = (office.post(LIST, WISH, content_type="application/json", headers=key) for _time in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert fault(send(office, "documents", **WISH)) == (409, "period", "draft_exists")


def test_a_part_is_written_only_where_the_document_has_it(office: Client) -> None:
    address = f"documents/{drafted().pk}/text"
    assert fault(send(office, address, part="no-such", text="x", seen=0)) == (422, "part", "unknown_part")
    assert fault(send(office, address, part="causes", text="x" * 20_001, seen=0)) == (422, "text", "too_long")
    assert fault(send(office, address, part="causes", text="x", seen="0")) == (422, "seen", "invalid")
    assert fault(send(office, address, part="causes", text="x", seen=True)) == (422, "seen", "invalid")
    assert fault(send(office, "documents/999/anew"))[0] == 404
    assert fault(office.get(f"{LIST}/{drafted().pk}/files/exe"))[0] == 404


def test_figures_of_the_middle_of_the_month_come_as_a_file(leader: Client) -> None:
    answer = leader.get(f"{LIST}/mid-month?month=2026-11&format=csv")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert "KHÔNG PHẢI SỐ CHỐT" in answer.content.decode()
    assert leader.get(f"{LIST}/mid-month?format=xlsx").content[:2] == b"PK"
    assert fault(leader.get(f"{LIST}/mid-month?format=pdf"))[:2] == (422, "format")
    assert fault(leader.get(f"{LIST}/mid-month?format=csv&month=2027-01"))[:2] == (422, "month")
    with mock.patch("django.utils.timezone.now", return_value=AFTER.replace(day=14)):
        assert fault(leader.get(f"{LIST}/mid-month?format=csv&month=2026-12")) == (422, "month", "not_yet")


def test_people_of_units_read_no_documents(sign_in: SignIn) -> None:
    pk = drafted().pk
    client = sign_in(None, Role.ADMINISTRATOR)
    for address in (LIST, f"{LIST}/{pk}", f"{LIST}/{pk}/files/csv", f"{LIST}/mid-month?format=csv"):
        assert fault(client.get(address))[0] == 403
    assert fault(send(client, "documents", **WISH))[0] == 403


def test_documents_come_in_pages(leader: Client) -> None:
    numbers = [drafted(period).pk for period in ("2024-08", "2024-09", "2024-10")]
    with mock.patch("moderation.api.lists.SIZE", 2), mock.patch("moderation.programme.documents._SIZE", 2):
        first = leader.get(LIST).json()
        second = leader.get(first["next"]).json()
        page = leader.get("/programme/documents").content.decode()
    assert [one["id"] for one in (*first["results"], *second["results"])] == numbers[::-1]
    assert "cursor=" in page
