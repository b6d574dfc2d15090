"""Loading units, categories and rules: what the district edited stays."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from backend.core import edition
from backend.core.errors import Refused
from backend.core.models import CalendarException
from backend.places.models import Ward
from backend.routing import book
from backend.routing.load import DATA, WardsMissing, load
from backend.routing.models import Category, Question, Rule, Unit
from tests.places.days import IN_THE_14

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "own_tables")]


def test_loading_twice_adds_nothing() -> None:
    again = load()
    assert not again.changed_anything
    assert (again.units.kept, again.categories.kept, again.rules.kept) == (95, 42, 126)


def test_what_was_edited_stays_unless_it_is_asked_to_be_set_back() -> None:
    Category.objects.filter(code="other").update(name="Việc khác nữa", resolve_hours=99)
    load()
    assert Category.objects.get(code="other").resolve_hours == 99
    assert load(renew=True).categories.changed == 1
    assert Category.objects.get(code="other").name == "Việc khác, chưa rõ loại"


def test_what_is_missing_comes_back_but_a_question_taken_out_stays_out() -> None:
    Rule.objects.filter(order=10).delete()
    Question.objects.filter(category__code="other").delete()
    CalendarException.objects.all().delete()
    loaded = load()
    assert (loaded.rules.new, loaded.questions.new, loaded.calendar.new) == (3, 0, 2)


def test_without_wards_nothing_is_loaded() -> None:
    Rule.objects.all().delete()
    Unit.objects.all().delete()
    Ward.objects.all().delete()
    with pytest.raises(WardsMissing):
        load()
    with pytest.raises(CommandError, match="run load_places first"):
        call_command("load_routing")


def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("load_routing", stdout=out)
    assert "units: 0 new, 0 set back, 95 kept" in out.getvalue()
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_routing", "/no/such")


def test_everything_the_programme_names_has_a_category_and_every_unit_a_rule() -> None:
    groups = {found.group for found in book.categories()}
    assert groups == {"environment", "food", "order", "traffic"}
    fed = {feed["indicator"] for found in book.categories() for feed in found.feeds}
    assert len(fed) == 13
    rules = json.loads((DATA / "rules.json").read_text(encoding="utf-8"))
    assert {rule["category"] for rule in rules} == {found.code for found in book.categories()}


def test_a_category_that_ended_is_no_longer_offered() -> None:
    Category.objects.filter(code="other").update(active=False)
    edition.changed()
    assert "other" not in {found.code for found in book.categories()}
    with pytest.raises(Refused) as caught:
        book.category("other")
    assert (caught.value.field, caught.value.code) == ("category", "unknown_category")


def test_units_are_those_at_work_on_the_day() -> None:
    slugs = {unit.slug for unit in book.units(on=IN_THE_14)}
    assert {"ubnd-sai-dong", "cong-an-quan"} <= slugs
    later = {unit.slug for unit in book.units(on=date(2025, 3, 1))}
    assert not {"ubnd-sai-dong", "cong-an-quan"} & later
    assert {unit.slug for unit in book.units(on=date(1999, 1, 1))} == {
        unit.slug for unit in book.units(on=date(2020, 8, 1))
    }
    with pytest.raises(book.NoUnit):
        book.unit("khong-co", on=IN_THE_14)


@pytest.mark.database
@pytest.mark.parametrize(
    "change",
    [
        lambda: Unit.objects.filter(slug="dien-luc").update(may_be_in_charge=True),
        lambda: Unit.objects.filter(slug="ubnd-ngoc-lam").update(ward=None),
        lambda: Unit.objects.filter(slug="phong-y-te").update(valid_to=date(1999, 1, 1)),
        lambda: Category.objects.filter(code="other").update(accept_hours=0),
        lambda: Category.objects.filter(code="other").update(duplicate_radius_m=0),
        lambda: Question.objects.filter(code="symptoms").update(is_private=False),
        lambda: Question.objects.filter(type="choice").update(options=[]),
        lambda: Rule.objects.filter(category__code="other").update(group="order"),
        lambda: Rule.objects.filter(category__code="other").update(in_charge=""),
    ],
)
def test_the_database_knows_the_rules_too(change: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()  # type: ignore[operator]  # one of the lambdas above


def test_every_data_file_is_where_the_loader_looks() -> None:
    assert {path.name for path in Path(DATA).iterdir()} >= {"units.json", "categories.json", "rules.json"}
    assert str(Rule.objects.order_by("order", "id").first())
