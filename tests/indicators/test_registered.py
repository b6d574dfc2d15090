"""What registers say of the targets that ask them: counted by hand from dated states, frozen with the month."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import CannotClose, close
from backend.indicators.heat import Level
from backend.indicators.models import FrozenShare, Indicator, RegisterFeed, Target
from backend.indicators.register_wards import register_columns
from backend.indicators.register_words import DEFINITIONS, register_words
from backend.indicators.registered import RegisterMonth, feeds_of, registered
from backend.indicators.standing import State as Stands
from backend.indicators.standing import standing
from backend.indicators.verify_month import verify_month
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.registers.entries import change_state
from backend.registers.models import Entry
from backend.registers.readings import Reading
from backend.registers.shares import Share
from backend.registers.standing import EntryKind, State, Subject
from tests.registers.entries import SAI_DONG, VIET_HUNG, office
from tests.registers.entries import registered as entered
from tests.reports.filing import CITY, filed, staff

pytestmark = [pytest.mark.usefixtures("city", "programme"), pytest.mark.database]

LATER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)
BEFORE, SINCE = date(2020, 8, 1), date(2021, 5, 1)  # the programme began on 1 October 2020


def told(code: str, order: int = 1, *, month: Month = NOVEMBER, now: datetime = LATER) -> RegisterMonth:
    target = Target.objects.get(indicator__code=code, order=order)
    [value] = registered(feeds_of([target.pk]), first=month, last=month, now=now)[target.pk]
    return value


def to(entry: Entry, state: State, on: date) -> None:
    change_state(entry, state, on=on, note="", by=office(), now=datetime(2026, 11, 20, 9, 0, tzinfo=CITY))


def in_force(kind: EntryKind, *states: State, since: date = SINCE, **more: Any) -> list[Entry]:
    return [entered(kind, f"Nơi {number}", state=one, since=since, **more) for number, one in enumerate(states)]


def test_left_counts_what_neither_moved_nor_ended_of_all_ever_registered() -> None:
    gone, *_there = in_force(EntryKind.LIVESTOCK_KEEPER, State.VIOLATING, State.VIOLATING, State.WATCHED)
    to(gone, State.CLOSED, date(2026, 11, 10))
    assert (told("2.5.4", 3).share, told("2.5.4", 3).number) == (Share(2, 3), 2)
    assert told("2.5.4", 3, month=OCTOBER).number == 3


def test_left_among_homes_goes_towards_zero_and_is_met_when_nothing_is_left() -> None:
    [workshop] = in_force(EntryKind.POLLUTING_ESTABLISHMENT, State.VIOLATING, is_residential=True)
    in_force(EntryKind.POLLUTING_ESTABLISHMENT, State.WATCHED, at=SAI_DONG)
    assert told("2.5.8", 2).share == Share(1, 1)
    to(workshop, State.RELOCATED, date(2026, 11, 11))
    assert (told("2.5.8", 2).share, told("2.5.8", 2).number) == (Share(0, 1), 0)
    assert state_of("2.5.8", 2) == Stands.MET


def test_controlled_is_a_share_of_what_is_there() -> None:
    in_force(EntryKind.FOOD_ESTABLISHMENT, State.CONTROLLED, State.WATCHED, State.VIOLATING, State.CLOSED)
    value = told("2.5.5")
    assert (value.share, value.number, register_words(value)) == (Share(1, 3), 33.3, "1/3 (33,3%)")


def test_recognised_does_not_count_what_is_only_controlled() -> None:
    in_force(EntryKind.MARKET, State.RECOGNISED, State.CONTROLLED)
    assert (told("2.3.2", 1).share, told("2.3.2", 3).share) == (Share(1, 2), Share(2, 2))


def test_what_was_there_at_the_programmes_beginning_is_kept_and_the_others_are_added() -> None:
    kept, lost, _third = in_force(EntryKind.FOOD_STREET, *[State.CONTROLLED] * 3, since=BEFORE)
    in_force(EntryKind.FOOD_STREET, State.RECOGNISED, State.REGISTERED, since=SINCE, at=SAI_DONG)
    to(lost, State.VIOLATING, date(2026, 9, 1))
    assert kept.pk
    assert (told("2.5.7", 1).share, told("2.5.7", 1).number) == (Share(2, 3), 2)
    assert (told("2.5.7", 2).share, told("2.5.7", 2).number) == (Share(1, 2), 1)


def test_wards_with_a_dossier_are_counted_of_all_wards() -> None:
    in_force(EntryKind.RECOGNITION, State.REGISTERED, subject=Subject.WARD)
    in_force(EntryKind.RECOGNITION, State.CLOSED, subject=Subject.WARD, at=SAI_DONG)
    in_force(EntryKind.RECOGNITION, State.REGISTERED, subject=Subject.GROUP, at=VIET_HUNG)
    assert (told("2.1.1", 1).share, told("2.1.1", 1).number) == (Share(1, 14), 7.1)


def test_a_model_is_in_place_in_14_of_14_wards_when_each_has_one_recognised() -> None:
    in_force(EntryKind.RECOGNITION, State.RECOGNISED, subject=Subject.ALERT_MODEL)
    in_force(EntryKind.RECOGNITION, State.VIOLATING, subject=Subject.ALERT_MODEL, at=SAI_DONG)
    value = told("2.5.6", 2)
    assert (value.share, value.number, register_words(value)) == (Share(1, 14), 1, "1/14 phường")
    assert sorted(share.part for share in value.by_ward.values()) == [0] * 13 + [1]
    assert told("2.5.6", 1).share is None  # the other model has no dossier


def test_every_ward_is_one_when_no_ward_is_without() -> None:
    in_force(EntryKind.MARKET, State.RECOGNISED)
    value = told("2.3.2", 2)
    assert (value.share, value.number) == (Share(1, 14), 0)


def test_an_empty_register_is_neither_zero_nor_all_of_it() -> None:
    for feed in RegisterFeed.objects.order_by("id"):
        value = told(feed.target.indicator.code, feed.target.order)
        assert (value.share, value.number, value.by_ward) == (None, None, {})
        assert register_words(value) == "chưa có số liệu"
    assert state_of("2.5.4", 3) == state_of("2.5.8", 1) == Stands.NO_DATA


def test_a_register_in_which_all_is_gone_is_not_wholly_controlled() -> None:
    in_force(EntryKind.FOOD_ESTABLISHMENT, State.CLOSED)
    assert told("2.5.5").number is None


def test_a_partial_register_is_shown_and_decides_nothing() -> None:
    in_force(EntryKind.CIVILISED_STREET, State.RECOGNISED)
    assert (told("2.1.2").number, told("2.1.2").against_target) == (100.0, None)
    assert state_of("2.1.2", 1) == Stands.NO_DATA


def test_a_month_closes_with_what_registers_say_and_later_states_change_it_by_a_revision_alone() -> None:
    [keeper] = in_force(EntryKind.LIVESTOCK_KEEPER, State.VIOLATING)
    filed(now=datetime(2026, 11, 2, 9, 0, tzinfo=CITY))
    by = staff(None, Role.PROGRAMME_OFFICE)
    closed = close(NOVEMBER, by=by, now=LATER)
    rows = FrozenShare.objects.filter(closed=closed)
    assert rows.filter(ward=None).count() == RegisterFeed.objects.count() == 17
    assert [(one.part, one.whole) for one in rows.filter(target__indicator__code="2.5.4")] == [(1, 1), (1, 1)]
    assert (rows.get(target__indicator__code="2.5.5").part, list(verify_month())) == (None, [])
    with pytest.raises(CannotClose, match="không có gì thay đổi"):
        close(NOVEMBER, by=by, now=LATER, reason="Thử lại")
    to(keeper, State.CLOSED, date(2026, 11, 15))  # written down too late
    value = told("2.5.4", 3)
    assert (value.number, value.is_frozen, list(value.by_ward.values())) == (1, True, [Share(1, 1)])
    assert told("2.5.4", 3, month=DECEMBER).number == 0
    again = close(NOVEMBER, by=by, now=LATER, reason="Sổ chăn nuôi ghi muộn.")
    assert (again.revision, told("2.5.4", 3).number, list(verify_month())) == (2, 0, [])


def test_no_frozen_share_is_changed_and_one_slipped_in_is_found() -> None:
    in_force(EntryKind.LIVESTOCK_KEEPER, State.VIOLATING)
    filed(now=datetime(2026, 11, 2, 9, 0, tzinfo=CITY))
    closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    row = FrozenShare.objects.get(closed=closed, ward=None, target__indicator__code="2.5.4")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        FrozenShare.objects.filter(pk=row.pk).update(part=0)
    other = Target.objects.exclude(register__isnull=False).order_by("id")[0]
    FrozenShare.objects.create(closed=closed, target=other, part=1, whole=1)
    assert [fault.what for fault in verify_month()] == ["the hash"]


def test_every_reading_has_a_definition_and_is_asked_by_a_target() -> None:
    assert set(DEFINITIONS) == set(Reading)
    assert set(RegisterFeed.objects.values_list("reading", flat=True)) == set(Reading)


def state_of(code: str, order: int) -> Stands:
    indicator = Indicator.objects.get(code=code)
    [one] = standing(indicator.group.programme, now=LATER, only=[code]).indicators
    return next(stands.state for stands in one.targets if stands.target.order == order)


def test_the_board_shows_each_ward_with_its_change_and_a_frozen_month_stays(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    first, second = in_force(EntryKind.LIVESTOCK_KEEPER, State.VIOLATING, State.VIOLATING, at=SAI_DONG)
    in_force(EntryKind.FOOD_ESTABLISHMENT, State.CONTROLLED, State.WATCHED)
    to(first, State.CLOSED, date(2026, 11, 10))
    targets = list(Target.objects.filter(register__isnull=False).select_related("indicator").order_by("id"))
    wards = [ward.pk for ward in wards_in_force(day_in_force(LATER))]
    columns = {one.target.indicator.code: one for one in register_columns(targets, wards, month=NOVEMBER, now=LATER)}
    left, controlled = columns["2.5.4"], columns["2.5.5"]
    assert (left.total.share, left.total.change, left.total.level, left.is_share) == (
        Share(1, 2), -1, Level.WORSE, False
    )  # fmt: skip
    assert left.cells[first.ward_id] == left.total
    assert [one.share for ward, one in left.cells.items() if ward != first.ward_id] == [None] * 13
    assert (controlled.total.share, controlled.total.change, controlled.is_share) == (Share(1, 2), 0.0, True)
    filed(now=datetime(2026, 11, 20, 9, 0, tzinfo=CITY))
    close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    to(second, State.CLOSED, date(2026, 11, 12))
    [again] = [one for one in register_columns(targets, wards, month=NOVEMBER, now=LATER) if one.target == left.target]
    assert (again.total.share, again.value.is_frozen) == (Share(1, 2), True)
    client.force_login(staff(None, Role.LEADER).user)
    page = client.get("/programme/?month=2026-11").content.decode()
    assert f'href="/staff/registers/livestock_keeper?ward={first.ward_id}">1/2</a>' in page
    assert "registers-title" not in client.get("/programme/?month=2026-11&wards_on=2004-01-01").content.decode()


def test_open_data_hold_what_registers_said_as_it_was_frozen(client: Client, tmp_path: Path) -> None:
    in_force(EntryKind.LIVESTOCK_KEEPER, State.VIOLATING, State.CLOSED, at=SAI_DONG)
    filed(now=datetime(2026, 11, 20, 9, 0, tzinfo=CITY))
    assert client.get("/open-data/registers/2026-11.json").status_code == 404
    closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    said = client.get("/open-data/registers/2026-11.json").json()
    assert (said["month"], said["head"], "refused_why" in said) == ("2026-11", closed.head, False)
    assert len(said["rows"]) == FrozenShare.objects.count()
    rows = {(one["indicator"], one["target"], one["code"]): one for one in said["rows"]}
    whole = rows["2.5.4", 3, ""]
    assert (whole["by"], whole["part"], whole["whole"], whole["register"], whole["reading"]) == (
        "total", 1, 2, "livestock_keeper", "left"
    )  # fmt: skip
    assert [(one["part"], one["whole"]) for key, one in rows.items() if key[:2] == ("2.5.4", 3) and key[2]] == [(1, 2)]
    assert (rows["2.5.5", 1, ""]["part"], rows["2.5.5", 1, ""]["whole"]) == (None, None)  # no data is no zero
    answer = client.get("/open-data/registers/2026-11.csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [{key: "" if one is None else str(one) for key, one in row.items()} for row in said["rows"]] == lines
    told_of = {one["name"] for one in client.get("/open-data/dictionary.json").json()["registers"]["columns"]}
    assert told_of == set(lines[0])
    path = tmp_path / "registers.parquet"
    path.write_bytes(client.get("/open-data/registers/2026-11.parquet").content)
    with duckdb.connect() as book:
        assert book.read_parquet(str(path)).fetchall() == [tuple(one.values()) for one in said["rows"]]
    assert "/open-data/registers/2026-11.csv" in client.get("/open-data/").content.decode()
    tag = answer.headers["ETag"]
    assert client.get("/open-data/registers/2026-11.csv", headers={"If-None-Match": tag}).status_code == 304
