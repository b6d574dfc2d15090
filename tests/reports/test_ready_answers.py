"""Ready answers: which fit a report, what they say of it, and who may write them."""

from dataclasses import replace
from typing import Any

import pytest

from backend.accounts.actor import Staff
from backend.accounts.models import Role, SettingChange
from backend.core.errors import Refused
from backend.reports.act import Overtaken
from backend.reports.edit_ready_answers import Wanted, add_missing, editable_by, write
from backend.reports.lifecycle import Move, NotNext, rehearse
from backend.reports.models import Event, Kind, ReplyTemplate, Report, TemplateStep
from backend.reports.ready_answers import fitting, words_of
from backend.reports.rights import NotYours
from backend.routing.models import Category, Unit
from tests.reports.filing import CONTACT, NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

WANTED = Wanted(name="Đã dọn sạch", step="resolved", body="{unit} đã dọn sạch tại {place}.", reason="Mẫu mới")


@pytest.fixture
def administrator(city: None) -> Staff:
    return staff(None, Role.ADMINISTRATOR)


def other_unit(than: Report) -> Unit:
    return Unit.objects.exclude(pk=than.unit_id).order_by("id")[0]


def test_the_built_in_ones_are_added_once_and_an_edited_one_stays() -> None:
    assert add_missing() >= 20
    ReplyTemplate.objects.filter(code="accepted-plan").update(body="Đã nhận.")
    assert add_missing() == 0
    assert ReplyTemplate.objects.get(code="accepted-plan").body == "Đã nhận."


def test_those_of_the_kind_and_the_unit_fit_and_the_most_specific_comes_first() -> None:
    report = filed()
    common = {"step": TemplateStep.RESOLVED, "body": "Xong."}
    kind, other = report.category, Category.objects.exclude(pk=report.category_id).order_by("id")[0]
    varied: dict[str, dict[str, object]] = {
        "all": {},
        "kind": {"category": kind},
        "unit": {"unit": report.unit},
        "other-kind": {"category": other},
        "other-unit": {"unit": other_unit(report)},
        "old": {"is_active": False},
    }
    for code, more in varied.items():
        ReplyTemplate.objects.create(code=code, name=code, **common, **more)
    assert [one.code for one in fitting(report, now=NOW)] == ["kind", "unit", "all"]


def test_its_fields_are_filled_in_the_reporters_language() -> None:
    ReplyTemplate.objects.create(
        code="done", name="Xong", step="resolved", body="{unit} đã xử lý {code}.", body_en="{unit} has settled {code}."
    )
    vietnamese = filed(contact=CONTACT)
    english = filed(contact=replace(CONTACT, language="en"), lat=21.0459)
    resolved = TemplateStep.RESOLVED
    assert words_of("done", vietnamese, step=resolved, now=NOW).endswith(f" đã xử lý {vietnamese.code}.")
    assert words_of("done", english, step=resolved, now=NOW).endswith(f" has settled {english.code}.")
    with pytest.raises(Refused):
        words_of("done", vietnamese, step=TemplateStep.ASKED, now=NOW)


def test_a_change_is_logged_with_its_reason_and_only_what_differs(administrator: Staff) -> None:
    made = write(None, WANTED, by=administrator, now=NOW)
    assert made.code == "resolved-da-don-sach"
    again = write(None, WANTED, by=administrator, now=NOW)
    assert again.code == "resolved-da-don-sach-2"
    write(made, replace(WANTED, name="Dọn xong", reason="Gọn hơn", version=made.version), by=administrator, now=NOW)
    change = SettingChange.objects.get(key=made.code, reason="Gọn hơn")
    assert (change.before, change.after, change.by) == (
        {"name": "Đã dọn sạch"}, {"name": "Dọn xong"}, administrator.user,
    )  # fmt: skip


def test_who_saves_over_a_colleagues_change_is_told(administrator: Staff) -> None:
    made = write(None, WANTED, by=administrator, now=NOW)
    write(made, replace(WANTED, name="Một", version=made.version), by=administrator, now=NOW)
    with pytest.raises(Overtaken):
        write(made, replace(WANTED, name="Hai", version=made.version), by=administrator, now=NOW)
    assert ReplyTemplate.objects.get(pk=made.pk).name == "Một"
    assert SettingChange.objects.count() == 2


def test_a_unit_head_writes_for_the_unit_alone(administrator: Staff) -> None:
    report = filed()
    unit = report.unit
    head = staff(unit, Role.UNIT_HEAD)
    own = write(None, replace(WANTED, unit=unit), by=head, now=NOW)
    theirs = write(None, WANTED, by=administrator, now=NOW)
    assert list(editable_by(head.user)) == [own]
    assert not editable_by(officer(unit)).exists()
    for template, wanted in (
        (None, WANTED),
        (None, replace(WANTED, unit=other_unit(report))),
        (theirs, replace(WANTED, unit=unit, version=1)),
        (own, replace(WANTED, version=1)),
    ):
        with pytest.raises(NotYours):
            write(template, wanted, by=head, now=NOW)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 121}),
        ("step", {"step": "closed"}),
        ("body", {"body": ""}),
        ("body", {"body": "{secret}"}),
        ("body_en", {"body_en": "x" * 5000}),
        ("reason", {"reason": ""}),
        ("reason", {"reason": "x" * 501}),
    ],
)
def test_what_is_missing_or_too_long_is_named(administrator: Staff, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        write(None, replace(WANTED, **changes), by=administrator, now=NOW)
    assert refused.value.field == field
    assert not ReplyTemplate.objects.exists()


def test_a_step_can_be_rehearsed_without_being_taken() -> None:
    report = filed(contact=CONTACT)
    event = rehearse(report, "accepted", by=staff(report.unit), now=NOW, move=Move(note="Đã nhận."))
    assert (event.kind, event.status) == (Kind.ACCEPTED, "accepted")
    assert not Event.objects.filter(report=report, kind=Kind.ACCEPTED).exists()
    assert (report.status, report.events.count()) == ("received", 1)
    with pytest.raises(NotNext):
        rehearse(report, "closed", by=staff(report.unit), now=NOW, move=Move())
    with pytest.raises(NotYours):
        rehearse(report, "accepted", by=staff(other_unit(report)), now=NOW, move=Move())
