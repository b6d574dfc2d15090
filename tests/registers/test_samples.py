"""The lists of criteria and the sample entries load twice as once, and say that they are samples."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from backend.core.text import fold
from backend.registers import shares
from backend.registers.load import load_criteria, load_samples
from backend.registers.models import Change, Criterion, Entry
from backend.registers.rights import kinds_kept
from backend.registers.standing import EntryKind, Subject
from backend.routing.models import Unit
from tests.registers.entries import office
from tests.reports.filing import NOW, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

DAY = date(2024, 12, 31)


def test_every_register_has_its_samples_in_their_wards_all_marked() -> None:
    load_criteria()
    by = office()
    assert load_samples(by=by, now=NOW) == Entry.objects.count() > 60
    assert load_samples(by=by, now=NOW) == 0
    rows = list(Entry.objects.with_labels())
    assert {one.kind for one in rows} == set(EntryKind.values)
    assert all(one.site.is_sample and str(one.site).endswith("(mẫu)") for one in rows)
    streets = {fold(one.site.name): one.ward.slug for one in rows if one.kind == EntryKind.FOOD_STREET}
    assert len(streets) == 5
    assert (streets["tuyen pho an uong ngoc lam"], streets["tuyen pho an uong luu khanh dam"]) == (
        "ngoc-lam",
        "giang-bien",
    )
    assert shares.model_in_place(Subject.BANQUET_MODEL, on=DAY, wards_on=DAY).have.percent == 100
    assert Change.objects.exclude(by=by.user).count() == 0


def test_a_criterion_that_left_the_file_is_not_active_and_one_that_came_back_is() -> None:
    first = load_criteria()
    assert (first.new, first.ended) == (Criterion.objects.count(), 0)
    Criterion.objects.create(code="old", kind="market", place=99, text="Cũ", text_en="Old")
    Criterion.objects.filter(code="cho-01").update(text="Khác", is_active=False)
    again = load_criteria()
    assert (again.new, again.changed, again.ended) == (0, 1, 1)
    assert Criterion.objects.get(code="cho-01").is_active
    assert not Criterion.objects.get(code="old").is_active


def test_the_command_needs_somebody_of_the_office_for_samples() -> None:
    with pytest.raises(CommandError, match="programme's office"):
        call_command("load_registers", "--samples", stdout=io.StringIO())


def test_every_register_is_kept_by_some_division_of_the_district_and_of_the_wards() -> None:
    for on in (DAY, date(2025, 7, 1)):
        kept = set[EntryKind]()
        for unit in Unit.objects.filter(kind__in=("division", "health")):
            kept |= set(kinds_kept(officer(unit), on=on))
        assert kept == set(EntryKind)
