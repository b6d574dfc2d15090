"""The programme is data: 32 indicators in five groups, loaded twice as once, another one from another file."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from backend.indicators.load import DATA, load_programme
from backend.indicators.models import Feed, How, Indicator, Programme, Review, Target, Task
from backend.routing import book

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.database
def test_the_programme_has_five_groups_of_32_indicators_of_which_reports_feed_13() -> None:
    load_programme()
    groups = Programme.objects.get().groups.order_by("order")
    assert [one.indicators.count() for one in groups] == [3, 14, 3, 4, 8]
    hows = [Indicator.objects.filter(how=how).count() for how in (How.DIRECT, How.PARTIAL, How.PROXY, How.NONE)]
    assert hows == [3, 3, 7, 19]
    assert (Target.objects.count(), Task.objects.count()) == (56, 55)
    unfed = Indicator.objects.filter(how=How.NONE)
    assert not any(one.definition or one.feeds.exists() for one in unfed)
    for one in Indicator.objects.exclude(how=How.NONE):
        assert set(one.definition) == set(one.definition_en) == {"counted", "when", "until", "doubt"}
        assert one.feeds.filter(how=one.how).exists()


def test_an_indicator_stands_in_the_programmes_own_words() -> None:
    load_programme()
    assert Indicator.objects.get(code="2.2.8").text == "Năm 2025, tỷ lệ bao phủ bảo hiểm y tế đạt 95%"
    outage = Target.objects.get(indicator__code="2.3.3", order=2)
    assert (int(outage.low), int(outage.baseline or 0), outage.baseline_of) == (35, 56, "năm 2020")


def test_the_review_cycle_is_the_programmes() -> None:
    load_programme()
    midterm, final = (Review.objects.get(kind=kind) for kind in ("midterm", "final"))
    assert (f"{midterm.first_day:%m/%Y}", f"{midterm.last_day:%m/%Y}") == ("01/2023", "03/2023")
    assert (f"{final.first_day:%m/%Y}", f"{final.last_day:%m/%Y}") == ("01/2025", "03/2025")
    assert Review.objects.filter(kind="plan").count() == Review.objects.filter(kind="self_check").count() == 5


def test_every_unit_answerable_is_one_of_the_districts() -> None:
    load_programme()
    slugs = {unit.slug for unit in book.units_by_id().values()} | {"ubnd-{ward}"}
    named = {slug for one in Indicator.objects.all() for slug in (one.unit, *one.with_units) if slug}
    assert named <= slugs


@pytest.mark.database
def test_a_second_load_changes_nothing_and_leaves_what_was_edited() -> None:
    load_programme()
    Indicator.objects.filter(code="2.2.8").update(unit="phong-y-te")
    again = load_programme()
    assert (again.indicators.new, again.targets.new, again.feeds.new, again.reviews.new) == (0, 0, 0, 0)
    assert Indicator.objects.get(code="2.2.8").unit == "phong-y-te"
    assert load_programme(renew=True).indicators.changed == 1
    assert Indicator.objects.get(code="2.2.8").unit == ""


def test_a_dry_run_writes_nothing() -> None:
    told = StringIO()
    call_command("load_programme", "--dry-run", stdout=told)
    assert "indicators: 32 new" in told.getvalue()
    assert not Programme.objects.exists()


@pytest.mark.database
def test_another_programme_is_another_file(tmp_path: Path) -> None:
    other = json.loads(DATA.read_text(encoding="utf-8"))
    other["code"] = "ct03"
    other["groups"] = other["groups"][:1]
    file = tmp_path / "programme.json"
    file.write_text(json.dumps(other), encoding="utf-8")
    load_programme()
    call_command("load_programme", str(file), stdout=StringIO())
    assert Indicator.objects.filter(group__programme__code="ct03").count() == 3
    assert Feed.objects.filter(indicator__group__programme__code="ct03").exists()


def test_what_is_no_programme_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="does not hold a programme"):
        call_command("load_programme", str(file))
    with pytest.raises(CommandError, match="not a file"):
        call_command("load_programme", str(tmp_path))
    wrong = json.loads(DATA.read_text(encoding="utf-8"))
    wrong["groups"][0]["indicators"][0]["feeds"][0]["category"] = "nothing"
    file.write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(CommandError, match="run load_routing first"):
        call_command("load_programme", str(file))
    assert not Programme.objects.exists()
