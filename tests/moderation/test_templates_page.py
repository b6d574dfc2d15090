"""Ready answers at the staff's door: on the report's page, before the letter leaves, in the settings."""

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.reports.models import ReplyTemplate, Report
from tests.moderation.conftest import SignIn
from tests.reports.filing import CONTACT, filed, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

NEW = "/staff/settings/templates/new"
FORM = {"name": "Đã dọn", "step": "resolved", "body": "{unit} đã dọn tại {place}.", "is_active": "1", "reason": "Mới"}


@pytest.fixture
def template(city: None) -> ReplyTemplate:
    return ReplyTemplate.objects.create(code="plan", step="accepted", name="Có kế hoạch", body="{unit} đã nhận {code}.")


def preview(client: Client, report: Report, **sent: object) -> str:
    answer = client.post(f"/staff/r/{report.code}/preview", {"to": "accepted", "note": "Đã nhận ạ."} | sent)
    return str(answer.content.decode())


def test_a_ready_answer_is_offered_filled_in_and_chosen_without_a_script(
    sign_in: SignIn, template: ReplyTemplate
) -> None:
    report = filed()
    client = sign_in(report)
    page = client.get(f"/staff/r/{report.code}").content.decode()
    assert f'<option value="plan" data-words="{report.unit.name} đã nhận {report.code}.">Có kế hoạch</option>' in page
    chosen = client.get(f"/staff/r/{report.code}?template=plan").content.decode()
    assert f"{report.unit.name} đã nhận {report.code}.</textarea>" in chosen
    assert client.get(f"/staff/r/{report.code}?template=gone").status_code == 200


def test_the_letter_is_shown_before_it_leaves_without_the_reporters_key(sign_in: SignIn) -> None:
    report = filed(contact=CONTACT)
    page = preview(sign_in(report), report)
    assert "Đã nhận ạ." in page
    assert "[đường dẫn riêng của người phản ánh]" in page
    assert "key=" not in page
    report.refresh_from_db()
    assert report.status == "received"


def test_a_preview_says_when_nothing_would_leave_or_the_step_is_not_possible(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    assert "không để lại liên hệ" in preview(client, report)
    moved(report, "accepted")
    answer = client.post(f"/staff/r/{report.code}/preview", {"to": "accepted"})
    assert answer.status_code == 409
    assert client.get(f"/staff/r/{report.code}/preview").status_code == 405


def test_the_call_fills_the_note_from_a_template(sign_in: SignIn, template: ReplyTemplate) -> None:
    report = filed()
    client = sign_in(report)
    sent = {"to": "accepted", "template": "gone", "version": report.version}
    address = f"/api/v1/staff/reports/{report.code}/advance"
    assert client.post(address, sent, content_type="application/json").json()["errors"][0]["field"] == "template"
    answer = client.post(address, sent | {"template": "plan"}, content_type="application/json")
    assert answer.status_code == 200
    assert report.events.get(kind="accepted").words.body == f"{report.unit.name} đã nhận {report.code}."


def test_the_administrator_writes_and_changes_ready_answers(sign_in: SignIn) -> None:
    client = sign_in(officer(None, Role.ADMINISTRATOR))
    assert client.post(NEW, FORM).headers["Location"] == "/staff/settings/templates"
    assert "Đã dọn" in client.get("/staff/settings/templates").content.decode()
    made = ReplyTemplate.objects.get()
    address = f"/staff/settings/templates/{made.code}"
    assert "{unit} đã dọn tại {place}." in client.get(address).content.decode()
    client.post(address, FORM | {"name": "Sạch rồi", "version": made.version})
    late = client.post(address, FORM | {"name": "Muộn", "version": made.version})
    assert late.status_code == 409
    assert 'value="Muộn"' in late.content.decode()
    assert ReplyTemplate.objects.get().name == "Sạch rồi"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": ""}, "Xin ghi lý do thay đổi."),
        ({"unit": "XX"}, "Không có đơn vị này."),
        ({"category": "nothing"}, "Không có loại việc này."),
        ({"body": "{bad}"}, "Không có trường {bad}."),
        ({"version": "9" * 30, "name": ""}, "Xin đặt tên"),
    ],
)
def test_a_wrong_form_comes_back_as_it_was_typed(sign_in: SignIn, sent: dict[str, str], said: str) -> None:
    answer = sign_in(officer(None, Role.ADMINISTRATOR)).post(NEW, FORM | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ReplyTemplate.objects.exists()


def test_heads_see_their_own_and_officers_none(sign_in: SignIn, template: ReplyTemplate) -> None:
    report = filed()
    head = sign_in(officer(report.unit, Role.UNIT_HEAD))
    assert head.get("/staff/settings/templates/plan").status_code == 404
    assert head.post(NEW, FORM | {"unit": report.unit.code}).status_code == 302
    assert head.post(NEW, FORM).status_code == 403
    client = sign_in(report)
    assert [client.get(at).status_code for at in ("/staff/settings/templates", NEW)] == [403, 403]
