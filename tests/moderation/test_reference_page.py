"""Units, kinds, questions, rules and days in the settings, and the try-out of the rules."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.actor import Staff
from backend.accounts.edit_reference import ChangedMeanwhile, Wanted, remove_reference, save_reference, state_of
from backend.accounts.models import Area, Role, SettingChange, User
from backend.core.models import CalendarException
from backend.core.worktime import is_working_day
from backend.reports.models import Report
from backend.routing import book
from backend.routing.models import Category, Question, Rule, Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
DATA = "/staff/settings/data"


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(None, Role.ADMINISTRATOR)


def form_of(client: Client, address: str) -> dict[str, str]:
    """Return what the form at ``address`` would send as it is shown."""
    form = client.get(address).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else str(value) for name, value in fields.items() if value is not False}
    for name, field in form.fields.items():
        if hasattr(field, "prepare_value"):
            values[name] = str(field.prepare_value(fields[name]) or "") if fields[name] is not False else ""
    seen = re.search('name="seen" value="([0-9a-f]*)"', client.get(address).content.decode())
    values = {name: value for name, value in values.items() if value or fields[name] is not False}
    return values | {"seen": seen[1] if seen else "", "why": "Theo quyết định mới."}


def test_a_kinds_time_is_changed_for_what_comes_next_alone(administrator: Client) -> None:
    before = filed()
    kind = Category.objects.get(code="household_waste")
    address = f"{DATA}/categories/{kind.pk}"
    sent = form_of(administrator, address)
    assert administrator.post(address, sent | {"resolve_hours": "16"}).status_code == 302
    assert book.category("household_waste").resolve_hours == 16
    change = SettingChange.objects.get()
    assert (change.area, change.key, change.reason) == ("category", "household_waste", "Theo quyết định mới.")
    assert change.after == {"resolve_hours": 16}
    due = Report.objects.get(pk=before.pk).resolve_by
    assert due == before.resolve_by
    assert filed(lat=21.0466).resolve_by < due


def test_two_administrators_at_once_and_the_second_is_told(administrator: Client) -> None:
    unit = Unit.objects.get(slug="phong-y-te")
    address = f"{DATA}/units/{unit.pk}"
    first, second = form_of(administrator, address), form_of(administrator, address)
    administrator.post(address, first | {"email": "mot@quan.example"})
    late = administrator.post(address, second | {"email": "hai@quan.example"})
    assert late.status_code == 409
    assert "hai@quan.example" in late.content.decode()
    assert Unit.objects.get(pk=unit.pk).email == "mot@quan.example"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"in_charge": "khong-co"}, "Không có đơn vị nào mang mã"),
        ({"with_units": "phong-y-te\nxyz-{ward}"}, "Không có đơn vị nào mang mã"),
        ({"valid_from": "mai"}, "valid_from"),
        ({"why": ""}, "why"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_with_what_was_typed(
    administrator: Client, change: dict[str, str], said: str
) -> None:
    rule = Rule.objects.order_by("id")[0]
    address = f"{DATA}/rules/{rule.pk}"
    answer = administrator.post(address, form_of(administrator, address) | {"note": "Giữ lại"} | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Giữ lại" in page
    assert not SettingChange.objects.exists()


def test_a_day_off_is_added_and_taken_away_and_counts_at_once(administrator: Client) -> None:
    day = {"day": "2026-12-07", "reason": "Nghỉ theo thông báo", "source": "TB 12", "why": "Thông báo của thành phố."}
    assert administrator.post(f"{DATA}/calendar/new", day).status_code == 302
    row = CalendarException.objects.get(day="2026-12-07")
    assert not is_working_day(row.day)
    again = administrator.post(f"{DATA}/calendar/new", day)
    assert again.status_code == 422
    administrator.post(f"{DATA}/calendar/{row.pk}/remove", {"why": ""})
    assert CalendarException.objects.filter(pk=row.pk).exists()
    administrator.post(f"{DATA}/calendar/{row.pk}/remove", {"why": "Thu hồi thông báo."})
    assert is_working_day(row.day)
    assert SettingChange.objects.filter(area="calendar").count() == 2


def test_a_question_is_asked_with_its_choices(administrator: Client) -> None:
    kind = Category.objects.get(code="household_waste")
    new = {
        "category": str(kind.pk), "code": "amount", "label": "Bao nhiêu?", "label_en": "How much?", "type": "choice",
        "order": "90", "options": "few | Ít | Little\nmany | Nhiều", "why": "Cần biết để điều xe.",
    }  # fmt: skip
    wrong = administrator.post(f"{DATA}/questions/new", new | {"options": "chỉ có nhãn"})
    assert (wrong.status_code, "Mỗi dòng một lựa chọn" in wrong.content.decode()) == (422, True)
    none = administrator.post(f"{DATA}/questions/new", new | {"options": ""})
    assert none.status_code == 422
    assert administrator.post(f"{DATA}/questions/new", new).status_code == 302
    question = Question.objects.get(code="amount")
    assert question.options[1] == {"code": "many", "label": "Nhiều", "label_en": "Nhiều"}
    assert "Bao nhiêu?" in Client().get("/kinds/household_waste").content.decode()


def test_names_by_which_others_know_a_row_stay(administrator: Client) -> None:
    kind = Category.objects.get(code="household_waste")
    address = f"{DATA}/categories/{kind.pk}"
    administrator.post(address, form_of(administrator, address) | {"code": "other", "hint": "Khác"})
    kind.refresh_from_db()
    assert (kind.code, kind.hint) == ("household_waste", "Khác")
    assert administrator.get(f"{DATA}/nothing").status_code == 404
    assert administrator.get(f"{DATA}/units/999999").status_code == 404
    assert administrator.post(f"{DATA}/categories/{kind.pk}/remove", {"why": "x"}).status_code == 404


def test_a_change_made_between_the_look_and_the_save_is_seen(administrator: Client) -> None:
    unit = Unit.objects.get(slug="phong-y-te")
    before = state_of(unit, ("email",))
    Unit.objects.filter(pk=unit.pk).update(email="truoc@quan.example")
    unit.email = "sau@quan.example"
    admin = Staff(User.objects.get(memberships__role=Role.ADMINISTRATOR))
    with pytest.raises(ChangedMeanwhile):
        save_reference(unit, Wanted(Area.UNIT, unit.slug, before, "Đổi hộp thư."), by=admin, now=timezone.now())
    with pytest.raises(ChangedMeanwhile):
        remove_reference(unit, Wanted(Area.UNIT, unit.slug, before, "Bỏ."), by=admin, now=timezone.now())
    assert Unit.objects.get(pk=unit.pk).email == "truoc@quan.example"


def test_a_head_sets_where_their_own_units_letters_go_and_nothing_else(sign_in: SignIn) -> None:
    unit, other = Unit.objects.get(slug="phong-y-te"), Unit.objects.get(slug="ubnd-ngoc-lam")
    head = sign_in(unit, Role.UNIT_HEAD)
    assert "Đơn vị của tôi" in head.get("/staff/settings").content.decode()
    assert [row.pk for row in head.get(f"{DATA}/units").context["rows"]] == [unit.pk]
    address = f"{DATA}/units/{unit.pk}"
    sent = form_of(head, address)
    assert set(sent) == {"email", "sms_name", "seen", "why"}
    assert head.post(address, sent | {"email": "yte@quan.example", "name": "Khác"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.email, unit.name != "Khác") == ("yte@quan.example", True)
    assert SettingChange.objects.get().after == {"email": "yte@quan.example"}
    assert head.get(f"{DATA}/units/{other.pk}").status_code == 404
    assert head.post(f"{DATA}/units/{unit.pk}/remove", {"why": "x"}).status_code == 404
    for closed in ("units/new", "rules", "calendar"):
        assert head.get(f"{DATA}/{closed}").status_code == 403


def test_lists_are_searched(administrator: Client) -> None:
    assert administrator.get(f"{DATA}/units?q=%00").status_code == 200
    page = administrator.get(f"{DATA}/units?q=y-te").content.decode()
    assert "phong-y-te" in page
    assert "phong-tnmt" not in page


def test_the_try_out_says_where_and_why_and_files_nothing(administrator: Client) -> None:
    page = administrator.get("/staff/settings/tryout?place=21.045795,105.869766&category=household_waste").content
    told = page.decode()
    assert "Sẽ đến" in told
    assert "theo quy tắc" in told
    friday = administrator.get(
        "/staff/settings/tryout?place=21.045795,105.869766&category=household_waste&at=2026-11-27T16:30"
    )
    assert friday.context["tried"].decision.accept_by.isoformat() == "2026-11-30T16:30:00+07:00"
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("place=21.0,105.8&category=", 422),
        ("place=10.0,106.0&category=household_waste", 422),
        ("place=khong+co+noi+nay+dau&category=household_waste", 422),
        ("place=21.045795,105.869766&category=household_waste&at=mai", 422),
        ("place=21.045795,105.869766&category=household_waste&at=9999-12-31T23:59", 422),
        ("place=%00&category=household_waste", 422),
        ("place=ngoc&category=household_waste", 200),
    ],
)
def test_the_try_out_says_what_it_needs(administrator: Client, query: str, status: int) -> None:
    answer = administrator.get(f"/staff/settings/tryout?{query}")
    assert answer.status_code == status
    assert "Sẽ đến" not in answer.content.decode()
