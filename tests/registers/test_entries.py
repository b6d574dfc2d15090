"""Places come into the registers, change their state, are looked at; each time it is written down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.accounts.edit_reference import ChangedMeanwhile
from backend.core.errors import Refused
from backend.places.gazetteer import search
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.models import Site
from backend.registers import entries, looks
from backend.registers.entries import add, change_state, edit
from backend.registers.load import load_criteria
from backend.registers.looks import NewDocument, NewInspection
from backend.registers.models import Change, Entry, StateRow
from backend.registers.overview import whole
from backend.registers.rehome import Rehomed, rehome
from backend.registers.rights import entries_for
from backend.registers.standing import EntryKind, Marked, State, Subject, next_states
from backend.registers.told import told
from backend.reports import reroute
from backend.routing.models import Unit
from tests.places.printed import market
from tests.registers.entries import SAI_DONG, SINCE, facts, new, office, registered
from tests.reports.filing import NGOC_LAM, NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_an_entry_comes_with_its_site_its_ward_and_its_first_state() -> None:
    entry = registered(name="Chợ  dân sinh", address="phố Ngọc Lâm")
    assert (entry.site.name, entry.site.kind, entry.ward.slug) == ("Chợ dân sinh", "market", "ngoc-lam")
    assert (entry.state, entry.state_on, entry.version) == ("watched", SINCE, 1)
    assert [(row.state, row.was, row.on) for row in entry.states.all()] == [("watched", "", SINCE)]
    assert entry.changes.get().after["address"] == "phố Ngọc Lâm"


def test_an_entry_takes_the_site_that_reports_already_point_to() -> None:
    site = market()
    assert registered(name="Chợ Ngọc Lâm").site == site
    with pytest.raises(Refused, match="đã có trong một sổ"):
        registered(EntryKind.MAKESHIFT_MARKET, "Chợ Ngọc Lâm")


def test_a_household_is_not_found_by_the_public_search_and_a_market_is() -> None:
    registered(EntryKind.LIVESTOCK_KEEPER, "Điểm nuôi lợn Zeta")
    registered(name="Chợ Zeta")
    found = [one.name for one in search("zeta", on=day_in_force(NOW))]
    assert found == ["Chợ Zeta"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (new(name=" "), "name"),
        (new(name="x" * 151), "name"),
        (replace(new(), facts=replace(facts(), point=None)), "place"),
        (new(at=(21.5, 105.87)), "place"),
        (new(since=NOW.date() + timedelta(days=1)), "since"),
        (new(since=date(1200, 1, 1)), "since"),
        (new(state=State.RELOCATED), "state"),
        (new(EntryKind.RECOGNITION), "subject"),
        (new(subject="ward"), "subject"),
        (new(EntryKind.BANQUET), "held_at"),
        (new(EntryKind.BANQUET, held_at=NOW, guests=0), "guests"),
    ],
)
def test_what_is_not_right_is_said_by_field_and_nothing_is_written(wish: object, field: str) -> None:
    with pytest.raises(Refused) as refused:
        add(wish, by=office(), now=NOW)  # type: ignore[arg-type]  # a NewEntry from the table
    assert field in {one.field for one in refused.value.refusals}
    assert not Entry.objects.exists()
    assert not Site.objects.exists()


def test_two_entries_of_one_name_in_a_ward_are_refused_in_two_wards_not() -> None:
    registered()
    with pytest.raises(Refused, match="cùng tên"):
        registered(name="CHỢ DÂN SINH", at=(NGOC_LAM[0] + 0.0005, NGOC_LAM[1]))
    assert registered(at=SAI_DONG).site.code == "cho-dan-sinh-2"


def test_a_state_follows_the_table_and_its_days_go_forward() -> None:
    entry = registered(EntryKind.POLLUTING_ESTABLISHMENT, "Xưởng")
    by = office()
    change_state(entry, State.VIOLATING, on=date(2026, 3, 1), note="Xả khói.", by=by, now=NOW)
    with pytest.raises(Refused, match="trước lần đổi"):
        change_state(entry, State.CONTROLLED, on=date(2026, 2, 28), note="", by=by, now=NOW)
    with pytest.raises(Refused, match="chưa tới"):
        change_state(entry, State.CONTROLLED, on=date(2026, 11, 26), note="", by=by, now=NOW)
    changed = change_state(entry, State.RELOCATED, on=date(2026, 5, 2), note="", by=by, now=NOW)
    with pytest.raises(Refused, match="Không chuyển"):
        change_state(entry, State.CONTROLLED, on=date(2026, 6, 1), note="", by=by, now=NOW)
    rows = [(row.was, row.state, row.on.month) for row in changed.states.all()]
    assert rows == [("violating", "relocated", 5), ("watched", "violating", 3), ("", "watched", 1)]
    assert next_states(EntryKind.POLLUTING_ESTABLISHMENT, State.RELOCATED) == (State.WATCHED, State.VIOLATING)


def test_of_two_colleagues_the_later_is_told() -> None:
    entry = registered()
    edit(entry, facts("Chợ mới"), by=office(), now=NOW, version=1)
    with pytest.raises(ChangedMeanwhile):
        change_state(entry, State.CONTROLLED, on=date(2026, 3, 1), note="", by=office(), now=NOW, version=1)


@pytest.mark.database  # they keep the order of what was written each in its own way
def test_a_moved_point_takes_the_entry_to_its_ward_and_history_says_from_where() -> None:
    entry = registered()
    moved = edit(entry, facts("Chợ dân sinh", SAI_DONG), by=office(), now=NOW)
    assert (moved.ward.slug, moved.site.ward_id) == ("sai-dong", moved.ward_id)
    change = moved.changes.all()[0]
    assert set(change.before) == {"place", "ward"}
    assert [(one.was, one.now) for one in told(change)][1] == ("Ngọc Lâm", "Sài Đồng")
    with pytest.raises(Refused, match="Không có gì thay đổi"):
        edit(moved, facts("Chợ dân sinh", SAI_DONG), by=office(), now=NOW)


def test_inspections_documents_and_marks_are_kept_with_who_and_when() -> None:
    load_criteria()
    entry, by = registered(), office()
    paper = looks.add_document(entry, NewDocument("Biên bản", "12/BB", SINCE, "https://a.example/12"), by=by, now=NOW)
    looks.inspect(entry, NewInspection(SINCE, "Phòng Kinh tế", "passed", "", paper.pk), by=by, now=NOW)
    looks.mark(entry, {"cho-01": "met"}, on=SINCE, by=by, now=NOW)
    looks.mark(entry, {"cho-01": "not_met", "cho-02": "not_seen"}, on=NOW.date(), by=by, now=NOW)
    with pytest.raises(Refused, match="Không có gì thay đổi"):
        looks.mark(entry, {"cho-01": "not_met"}, on=NOW.date(), by=by, now=NOW)
    seen = whole(entry, by.user)
    assert (len(seen.criteria), seen.met, seen.criteria[0].stands) == (10, 0, Marked.NOT_MET)
    assert seen.criteria[1].stands == Marked.NOT_SEEN
    assert (seen.inspections[0].document, seen.documents[0].is_address) == (paper, True)
    assert [one.deed for one in seen.changes] == ["marked", "marked", "inspected", "document", "added"]
    assert (seen.changes[0].before["marked"], seen.changes[0].after["marked"]) == ("met", "not_met")
    assert all(told(one) for one in seen.changes)


def test_a_criterion_of_another_list_and_a_paper_of_another_entry_are_refused() -> None:
    load_criteria()
    entry, other, by = registered(), registered(EntryKind.GARDEN, "Vườn hoa"), office()
    paper = looks.add_document(other, NewDocument("Biên bản", "", SINCE), by=by, now=NOW)
    with pytest.raises(Refused, match="không thuộc mục"):
        looks.mark(entry, {"cho-01": "met", "vuon-hoa-01": "met"}, on=SINCE, by=by, now=NOW)
    with pytest.raises(Refused, match="Không có văn bản"):
        looks.inspect(entry, NewInspection(SINCE, "Phòng Kinh tế", "passed", "", paper.pk), by=by, now=NOW)


def test_an_entry_lists_the_reports_of_its_place_that_the_reader_may_see() -> None:
    entry, report = registered(), filed()
    filed(lat=21.0461)
    reroute.link(report, entry.site, by=staff(report.unit), now=NOW)
    seen = whole(entry, office().user)
    assert ([one.code for one in seen.reports], seen.report_count, seen.open_reports) == ([report.code], 1, 1)
    stranger = registered(EntryKind.FOOD_STREET, "Phố ăn uống", at=SAI_DONG)
    assert whole(stranger, office().user).report_count == 0


@pytest.mark.database
def test_of_two_who_add_a_place_at_once_the_later_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    registered()
    monkeypatch.setattr(entries, "_free_code", lambda _name: "cho-dan-sinh")  # as both saw it free
    with pytest.raises(Refused, match="vừa được người khác"):
        registered(name="Chợ khác")
    assert Entry.objects.count() == 1


@pytest.mark.database
def test_a_deed_in_a_crowd_costs_as_many_statements_as_one_alone() -> None:
    load_criteria()
    by, day = office(), NOW.date()
    entry = registered(at=SAI_DONG)

    def deeds(name: str) -> list[int]:
        do: list[Callable[[], object]] = [
            lambda: registered(name=name),
            lambda: edit(entry, facts(name, SAI_DONG), by=by, now=NOW),
            lambda: change_state(entry, steps.pop(), on=day, note="", by=by, now=NOW),
            lambda: looks.inspect(entry, NewInspection(day, "Phòng Kinh tế", "passed"), by=by, now=NOW),
            lambda: looks.add_document(entry, NewDocument("Biên bản", "", day), by=by, now=NOW),
            lambda: looks.mark(entry, {criteria.pop(): "met"}, on=day, by=by, now=NOW),
        ]
        return [_spent(one) for one in do]

    steps, criteria = [State.CONTROLLED, State.VIOLATING, State.CONTROLLED], ["cho-01", "cho-02", "cho-03"]
    deeds("Chợ đầu")  # warm: what is kept in memory is read once
    alone = deeds("Chợ một")
    for number in range(20):
        looks.inspect(registered(name=f"Chợ {number}"), NewInspection(day, "x", "passed"), by=by, now=NOW)
        looks.add_document(entry, NewDocument(f"Biên bản {number}", "", day), by=by, now=NOW)
    assert deeds("Chợ hai") == alone
    assert max(alone) <= 20


def _spent(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as spent:
        do()
    return len(spent)


@pytest.mark.database
@pytest.mark.parametrize("model", [StateRow, Change])
def test_what_was_written_of_an_entry_is_never_updated(model: type[StateRow] | type[Change]) -> None:
    registered()
    table = model._meta.db_table
    with pytest.raises(DatabaseError, match="never updated"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET at = at")  # noqa: S608  # a table of ours
    assert model.objects.count() == 1


@pytest.mark.database
def test_the_database_knows_that_only_dossiers_have_a_subject_and_only_banquets_a_day() -> None:
    entry = registered()
    for wrong in ({"subject": Subject.WARD}, {"held_at": NOW}, {"kind": EntryKind.BANQUET}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(**wrong)
    assert Entry.objects.get().subject == ""


def test_a_point_near_a_line_belongs_to_the_ward_that_staff_name() -> None:
    at_line = (21.04837, 105.8746)  # Ngọc Lâm, with Thượng Thanh across the line
    assert registered(at=at_line, ward="thuong-thanh").ward.slug == "thuong-thanh"
    assert registered(at=at_line, name="Chợ thứ hai", ward="cu-khoi").ward.slug == "ngoc-lam"
    assert Point(*at_line) == Entry.objects.order_by("id")[0].site.point


def test_when_wards_change_entries_go_to_the_ward_that_holds_their_point() -> None:
    entry, on = registered(), date(2025, 7, 1)
    assert rehome(on=on, by=office(), now=NOW, dry_run=True) == Rehomed(1, ())
    assert Entry.objects.get().ward == entry.ward
    assert rehome(on=on, by=office(), now=NOW) == Rehomed(1, ())
    moved = Entry.objects.select_related("ward", "site").get()
    assert (moved.ward.name, moved.ward.valid_from, moved.site.ward_id) == ("Bồ Đề", on, moved.ward_id)
    assert [(one.was, one.now) for one in told(moved.changes.all()[0])] == [
        ("Ngọc Lâm", "Bồ Đề"),
        ("01/01/2004", "01/07/2025"),
    ]
    assert rehome(on=on, by=office(), now=NOW) == Rehomed(0, ())
    head = officer(Unit.objects.get(slug="ubnd-bo-de-2025"))
    assert list(entries_for(head, on=on)) == [moved]
    assert not entries_for(officer(Unit.objects.get(slug="ubnd-bo-de")), on=date(2024, 12, 31)).exists()
