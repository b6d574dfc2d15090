"""People: who takes them on, what a head may not do, leave with a substitute, and what ends at once."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from backend.accounts.actor import Staff
from backend.accounts.edit_reference import ChangedMeanwhile
from backend.accounts.leave import end_leave, substitutes, take_leave
from backend.accounts.models import Leave, Recall, Role, SettingChange, User
from backend.accounts.people import WantedPerson, forget_factors, managed_by, print_of, renew_password, write_person
from backend.accounts.who import with_posts
from backend.core.errors import Forbidden, Refused
from backend.reports.models import Report
from backend.routing.models import Unit
from tests.reports.filing import NOW, filed, officer, staff
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def unit(city: None) -> Unit:
    return filed().unit


def other() -> Unit:
    return Unit.objects.get(slug="phong-y-te")


def wanted(unit: Unit, **changes: object) -> WantedPerson:
    fields: dict[str, object] = {
        "username": "tran.van.mau", "display_name": "Trần Văn Mẫu", "email": "mau@quan.example",
        "posts": frozenset({(unit.pk, Role.UNIT_OFFICER.value)}), "reason": "Mới về đơn vị.",
    }  # fmt: skip
    return WantedPerson(**(fields | changes))  # type: ignore[arg-type]  # a test's shorthand


def test_a_head_takes_somebody_on_who_must_choose_a_password_of_their_own(unit: Unit) -> None:
    written = write_person(None, wanted(unit), by=staff(unit, Role.UNIT_HEAD), now=NOW)
    assert written.person.check_password(written.password)
    assert written.person.must_change_password
    change = SettingChange.objects.get()
    assert (change.area, change.key, change.reason) == ("person", "tran.van.mau", "Mới về đơn vị.")
    assert change.after["posts"] == [f"{unit.slug}: unit_officer"]
    assert written.password not in str(change.after)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "Có dấu"}, "username"),
        ({"username": "ab"}, "username"),
        ({"display_name": " "}, "display_name"),
        ({"email": "khong-phai"}, "email"),
        ({"posts": frozenset()}, "posts"),
        ({"posts": frozenset({(None, Role.UNIT_OFFICER.value)})}, "posts"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(unit: Unit, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        write_person(None, wanted(unit, **change), by=staff(None, Role.ADMINISTRATOR), now=NOW)
    assert refused.value.field == field
    assert not User.objects.filter(display_name="Trần Văn Mẫu").exists()


def test_a_name_is_given_once_whatever_its_case(unit: Unit) -> None:
    by = staff(unit, Role.UNIT_HEAD)
    write_person(None, wanted(unit), by=by, now=NOW)
    with pytest.raises(Refused, match="đã có"):
        write_person(None, wanted(unit, username="TRAN.van.mau"), by=by, now=NOW)


def test_a_head_gives_posts_of_their_own_unit_alone_and_takes_no_others_away(unit: Unit) -> None:
    by = staff(unit, Role.UNIT_HEAD)
    foreign = {(other().pk, Role.UNIT_HEAD.value), (None, Role.ADMINISTRATOR.value)}
    with pytest.raises(Refused):
        write_person(None, wanted(unit, posts=frozenset(foreign)), by=by, now=NOW)
    person = officer(unit, username="hai-noi")
    officer(other(), username="hai-noi")
    keep = wanted(unit, display_name=person.display_name, email="", posts=frozenset({(unit.pk, Role.DUTY.value)}))
    write_person(person, keep, by=by, now=NOW)
    held = set(person.memberships.values_list("unit_id", "role"))
    assert held == {(unit.pk, "duty"), (other().pk, "unit_officer")}


def test_a_head_locks_out_nobody_who_also_works_elsewhere_nor_themselves(unit: Unit) -> None:
    by = staff(unit, Role.UNIT_HEAD)
    person = officer(unit, username="hai-noi")
    officer(other(), username="hai-noi")
    for what in (renew_password, forget_factors):
        with pytest.raises(Forbidden):
            what(person, reason="Thử.", by=by, now=NOW)
    with pytest.raises(Forbidden):
        write_person(person, wanted(unit, is_active=False), by=by, now=NOW)
    with pytest.raises(Forbidden):
        write_person(by.user, wanted(unit), by=by, now=NOW)
    assert by.user in managed_by(by.user)
    assert officer(other()) not in managed_by(by.user)


def test_who_is_let_go_loses_keys_and_open_pages(unit: Unit) -> None:
    person = officer(unit, username="di-roi")
    person.api_tokens.create(
        name="x", prefix="x", digest="x", created_at=NOW, expires_at=NOW + timedelta(days=1)
    )  # fmt: skip
    gone = wanted(unit, display_name="Đi rồi", email="", is_active=False)
    write_person(person, gone, by=staff(unit, Role.UNIT_HEAD), now=NOW)
    assert not person.api_tokens.exists()
    assert Recall.objects.get().user == person
    assert not Report.objects.for_staff(User.objects.get(pk=person.pk)).exists()


def test_a_new_password_ends_what_the_old_one_opened(unit: Unit) -> None:
    person = officer(unit, username="quen-mat-khau")
    person.api_tokens.create(
        name="x", prefix="x", digest="x", created_at=NOW, expires_at=NOW + timedelta(days=1)
    )  # fmt: skip
    password = renew_password(person, reason="Quên.", by=staff(unit, Role.UNIT_HEAD), now=NOW)
    assert User.objects.get(pk=person.pk).check_password(password)
    assert not person.api_tokens.exists()


def test_who_writes_over_what_another_wrote_is_told(unit: Unit) -> None:
    person, head = officer(unit, username="tran.van.mau"), staff(unit, Role.UNIT_HEAD)
    seen = print_of(person)
    write_person(
        person, wanted(unit, email="", is_active=False, seen=seen), by=staff(None, Role.ADMINISTRATOR), now=NOW
    )
    with pytest.raises(ChangedMeanwhile):
        write_person(person, wanted(unit, email="mau2@quan.example", seen=seen), by=head, now=NOW)
    assert not User.objects.get(pk=person.pk).is_active


def test_a_head_sends_nobody_on_leave_who_also_works_where_the_head_has_no_say(unit: Unit) -> None:
    person = officer(other(), username="hai-noi")
    officer(unit, Role.UNIT_HEAD, username="hai-noi")
    by, days = staff(other(), Role.UNIT_HEAD), {"first": timezone.localdate(), "last": timezone.localdate()}
    with pytest.raises(Forbidden):
        take_leave(User.objects.get(pk=person.pk), by.user, reason="Nghỉ.", by=by, now=NOW, **days)
    again = with_posts(by.user.pk)
    assert again is not None
    assert again.unit_ids == {other().pk}


def test_who_leaves_the_unit_stands_in_there_no_longer(unit: Unit) -> None:
    away, instead = officer(unit, username="nghi"), officer(unit, username="thay")
    officer(other(), username="thay")
    administrator, today = staff(None, Role.ADMINISTRATOR), timezone.localdate()
    take_leave(away, instead, first=today, last=today, reason="Nghỉ.", by=administrator, now=NOW)
    posts = frozenset({(other().pk, Role.UNIT_OFFICER.value)})
    moved_on = wanted(unit, display_name="Thay", email="", posts=posts)
    write_person(User.objects.get(pk=instead.pk), moved_on, by=administrator, now=timezone.now())
    after = with_posts(instead.pk)
    assert after is not None
    assert after.unit_ids == {other().pk}
    assert not Leave.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_two_who_stand_in_for_each_other_at_once_do_not_both_go(unit: Unit) -> None:
    one, two = officer(unit, username="mot"), officer(unit, username="hai")
    days = {"first": date(2026, 12, 1), "last": date(2026, 12, 2), "reason": "Nghỉ.", "now": NOW}

    def leave(person: User, instead: User) -> object:
        return take_leave(person, instead, by=Staff(person), **days)  # type: ignore[arg-type]  # as below

    results = together([partial(leave, one, two), partial(leave, two, one), partial(leave, one, two)])
    assert sum(isinstance(result, Leave) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 2
    assert Leave.objects.count() == 1


def test_a_substitute_works_in_the_units_of_who_is_away_for_those_days_alone(unit: Unit) -> None:
    away = officer(unit, Role.UNIT_HEAD, username="truong")
    officer(other(), username="truong")
    instead = officer(unit, username="pho")
    officer(None, Role.ADMINISTRATOR, username="truong")
    today = timezone.localdate()
    row = take_leave(
        User.objects.get(pk=away.pk), instead, first=today, last=today, reason="Nghỉ phép.",
        by=staff(None, Role.ADMINISTRATOR), now=NOW,
    )  # fmt: skip
    standing_in = with_posts(instead.pk)
    assert standing_in is not None
    assert standing_in.unit_ids == {unit.pk, other().pk}
    assert standing_in.headed_unit_ids == {unit.pk}
    assert not standing_in.is_administrator
    assert User.objects.get(pk=instead.pk).unit_ids == standing_in.unit_ids
    assert substitutes([away.pk], on=today) == {away.pk: instead.pk}
    assert substitutes([away.pk], on=today + timedelta(days=1)) == {}
    administrator = staff(None, Role.ADMINISTRATOR)
    before = SettingChange.objects.count()
    twice = [row, Leave.objects.get(pk=row.pk)]
    for same in twice:
        end_leave(same, by=administrator, now=NOW)
    assert SettingChange.objects.count() == before + 1
    again = with_posts(instead.pk)
    assert again is not None
    assert again.unit_ids == {unit.pk}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(date(2026, 12, 3), date(2026, 12, 2), "last"), (date(2026, 12, 1), date(2027, 12, 1), "last")],
)
def test_leave_that_cannot_be_is_refused(unit: Unit, first: date, last: date, field: str) -> None:
    by = staff(unit)
    with pytest.raises(Refused) as refused:
        take_leave(by.user, officer(unit, Role.UNIT_HEAD), first=first, last=last, reason="Nghỉ.", by=by, now=NOW)
    assert refused.value.field == field


def test_a_substitute_is_of_the_same_unit_and_there(unit: Unit) -> None:
    by, head = staff(unit), officer(unit, Role.UNIT_HEAD)
    days = {"first": date(2026, 12, 1), "last": date(2026, 12, 2), "reason": "Nghỉ.", "now": NOW}
    for nobody in (None, by.user, officer(other())):
        with pytest.raises(Refused, match="cùng đơn vị"):
            take_leave(by.user, nobody, by=by, **days)  # type: ignore[arg-type]  # a test's shorthand
    take_leave(by.user, head, by=by, **days)  # type: ignore[arg-type]  # as above
    with pytest.raises(Refused, match="cũng nghỉ"):
        take_leave(officer(unit, username="ba"), by.user, by=staff(unit, Role.UNIT_HEAD), **days)  # type: ignore[arg-type]  # as above
    with pytest.raises(Forbidden):
        take_leave(head, by.user, by=by, **days)  # type: ignore[arg-type]  # as above


def test_who_stands_in_does_not_go_away_on_those_days_nor_manage_people(unit: Unit) -> None:
    head, instead = officer(unit, Role.UNIT_HEAD), officer(unit)
    third = officer(unit, username="ba")
    days = {"first": timezone.localdate(), "last": timezone.localdate(), "reason": "Nghỉ.", "now": NOW}
    take_leave(head, instead, by=staff(unit, Role.UNIT_HEAD), **days)  # type: ignore[arg-type]  # a test's shorthand
    with pytest.raises(Refused, match="làm thay"):
        take_leave(instead, third, by=staff(unit), **days)  # type: ignore[arg-type]  # as above
    standing_in = with_posts(instead.pk)
    assert standing_in is not None
    assert unit.pk in standing_in.headed_unit_ids
    assert not managed_by(standing_in).exists()
    with pytest.raises(Forbidden):
        renew_password(head, reason="Thử.", by=Staff(standing_in), now=NOW)
