"""Documents at the staff's door: asked for, looked at while they are made, rewritten, signed, handed out."""

import pytest
from django.test import Client

from backend.accounts.models import Role, User
from backend.indicators.documents.make import make_waiting
from backend.indicators.models import Document, DocumentFile
from backend.reports.models import Report
from tests.indicators.documents.made import AFTER, closed, november
from tests.reports.filing import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "december")]
LIST = "/programme/documents"
WISH = {"period": "2026-11", "form": "state"}


@pytest.fixture
def reports() -> list[Report]:
    found = november()
    closed()
    return found


def door(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of_role(role: Role) -> Client:
    return door(officer(None, role))


def ordered(client: Client) -> Document:
    answer = client.post(LIST, WISH)
    document = Document.objects.get()
    assert answer.headers["Location"] == f"{LIST}/{document.pk}"
    return document


def page_of(client: Client, document: Document) -> str:
    return client.get(f"{LIST}/{document.pk}").content.decode()


def test_a_document_is_asked_for_watched_and_handed_out(reports: list[Report]) -> None:
    office = of_role(Role.PROGRAMME_OFFICE)
    document = ordered(office)
    waiting = office.get(f"{LIST}/{document.pk}")
    assert waiting.headers["Refresh"] == "5"
    assert "<progress" in waiting.content.decode()
    make_waiting(AFTER)
    made = office.get(f"{LIST}/{document.pk}")
    assert "Refresh" not in made.headers
    file = DocumentFile.objects.get(document=document, format="csv")
    assert file.sha256 in made.content.decode()
    answer = of_role(Role.AUDITOR).get(f"{LIST}/{document.pk}/file.csv")
    assert (answer.content, answer.headers["Digest"]) == (bytes(file.content), f"sha-256={file.sha256}")
    assert 'filename="bao-cao-2026-11-state.csv"' in answer.headers["Content-Disposition"]
    assert "2026-11" in office.get(LIST).content.decode()


def test_the_office_writes_a_part_and_a_leader_signs(reports: list[Report]) -> None:
    office, leader = of_role(Role.PROGRAMME_OFFICE), of_role(Role.LEADER)
    document = ordered(office)
    make_waiting(AFTER)
    assert "Ký văn bản" not in page_of(office, document)
    for part in ("causes", "proposals"):
        last = document.texts.order_by("-id").values_list("pk", flat=True).first() or 0
        told = {"part": part, "text": "Mưa nhiều, cần thêm xe.", "seen": last}
        assert office.post(f"{LIST}/{document.pk}/text", told).status_code == 302
        make_waiting(AFTER)
    assert leader.post(f"{LIST}/{document.pk}/text", {"part": "causes", "text": "x", "seen": 0}).status_code == 403
    assert "Ký văn bản" in page_of(leader, document)
    document.refresh_from_db()
    assert document.made_at is not None
    assert office.post(f"{LIST}/{document.pk}/sign", {"seen": document.made_at.isoformat()}).status_code == 403
    assert leader.post(f"{LIST}/{document.pk}/sign", {"seen": "x"}).status_code == 409
    assert leader.post(f"{LIST}/{document.pk}/sign", {"seen": document.made_at.isoformat()}).status_code == 302
    make_waiting(AFTER)
    shown = page_of(leader, document)
    assert "Văn bản không sửa được nữa" in shown
    assert "textarea" not in page_of(office, document)


def test_the_page_says_what_is_wrong_with_a_wish() -> None:
    office = of_role(Role.PROGRAMME_OFFICE)
    answer = office.post(LIST, {"period": "10/2026", "form": "state"})
    assert answer.status_code == 422
    assert "2026-Q4" in answer.content.decode()
    assert office.post(LIST, {"period": "2026-11", "form": "x"}).status_code == 422
    assert office.post(LIST, WISH | {"ward": "khong-co"}).status_code == 422
    assert of_role(Role.LEADER).post(LIST, WISH).status_code == 403
    assert not Document.objects.exists()


def test_a_draft_is_made_anew_from_the_figures(reports: list[Report]) -> None:
    office = of_role(Role.PROGRAMME_OFFICE)
    document = ordered(office)
    make_waiting(AFTER)
    assert office.post(f"{LIST}/{document.pk}/anew").status_code == 302
    document.refresh_from_db()
    assert (document.state, document.body) == ("waiting", {})
    assert office.post(f"{LIST}/{document.pk}/no-such-act").status_code == 404
    assert office.get(f"{LIST}/{document.pk}/file.pdf").status_code == 404
    assert office.get(f"{LIST}/999").status_code == 404
