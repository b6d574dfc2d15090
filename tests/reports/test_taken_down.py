"""What staff write down for others: on the telephone, at the counter, from letters."""

from datetime import timedelta

import pytest

from backend.accounts.actor import Actor, Reporter, Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.reports.alike import alike
from backend.reports.codes import ALPHABET, spelled
from backend.reports.described import described, sort_of
from backend.reports.history import public_history, staff_history
from backend.reports.intake import Filed, submit
from backend.reports.models import Channel, Kind, Screening, Status
from backend.reports.models.event import ActorKind
from backend.reports.models.standing import TAKEN_DOWN
from backend.reports.rights import NotYours
from backend.reports.verify import verify_history
from backend.routing.models import Category, Unit
from tests.reports.filing import CONTACT, NGOC_LAM, NOW, filed, moved, officer, staff, waste

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FAR_AWAY = "phong-y-te"


def clerk(slug: str = FAR_AWAY, role: Role = Role.UNIT_OFFICER) -> Staff:
    return staff(Unit.objects.filter(slug=slug).order_by("id")[0], role)


def taken(by: Actor | None = None, **changes: object) -> Filed:
    return submit(waste(**({"channel": Channel.PHONE} | changes)), by=by or clerk(), now=NOW)


@pytest.mark.parametrize("channel", TAKEN_DOWN)
def test_what_is_told_to_staff_goes_where_a_residents_own_report_goes(channel: Channel) -> None:
    own = filed()
    told = taken(channel=channel)
    assert (told.report.unit, told.report.accept_by, told.report.resolve_by) == (
        own.unit, own.accept_by, own.resolve_by,
    )  # fmt: skip
    assert (told.event.channel, told.event.actor_kind) == (channel, ActorKind.STAFF)


def test_the_first_event_says_who_took_it_down_for_whom_and_that_the_text_was_read() -> None:
    by = clerk()
    event = taken(by, on_behalf=True, contact=CONTACT).event
    assert event.actor == by.user
    assert (event.data["on_behalf"], event.data["consent"]) == (True, "read_aloud")
    assert event.report is not None
    assert event.report.contact is not None
    assert event.report.contact.consent_version == "2026-1"
    plain = taken(by).event
    assert "on_behalf" not in plain.data
    assert "consent" not in plain.data


def test_residents_read_the_unit_and_staff_the_person_who_took_it_down() -> None:
    report = taken(on_behalf=True).report
    line = public_history(report)[0]
    assert (line.title, line.who) == ("Đã nhận phản ánh (điện thoại)", "Phòng Y tế")
    line = staff_history(report, reader=officer(report.unit))[0]
    assert line.title == "Đã nhận phản ánh (điện thoại), báo hộ"
    assert "Cán bộ" in line.who
    assert not list(verify_history())


@pytest.mark.parametrize("role", [Role.WARD_OFFICER, Role.UNIT_HEAD, Role.DUTY])
def test_everybody_of_a_unit_may_take_a_report_down(role: Role) -> None:
    assert taken(clerk(role=role)).report.channel == Channel.PHONE


def test_the_programmes_office_may_and_who_only_reads_may_not() -> None:
    assert taken(staff(None, Role.PROGRAMME_OFFICE)).report.pk
    for role in (Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotYours):
            taken(staff(None, role))


def test_staff_do_not_file_by_the_channels_of_residents() -> None:
    with pytest.raises(Refused) as refused:
        taken(channel=Channel.WEB)
    assert refused.value.field == "channel"


def test_the_same_form_sent_twice_is_one_report() -> None:
    key = "6f2d9c9e-5f0f-4f6a-9d5e-2c9a6f1b7c11"
    first, second = taken(idempotency_key=key), taken(idempotency_key=key)
    assert (first.report.pk, second.is_replay) == (second.report.pk, True)


def test_it_happened_before_it_was_told() -> None:
    yesterday = NOW - timedelta(days=1)
    report = taken(channel=Channel.LETTER, captured_at=yesterday).report
    assert (report.captured_at, report.created_at) == (yesterday, NOW)
    with pytest.raises(Refused, match="tương lai"):
        taken(captured_at=NOW + timedelta(minutes=1))


def test_a_photo_is_never_asked_of_staff() -> None:
    assert taken(category="illegal_dumping").report.photo_count == 0


def test_what_is_alike_is_of_one_kind_near_and_ones_own_to_see() -> None:
    near = filed(lat=NGOC_LAM[0] + 0.0001)  # 11 m
    filed(lat=NGOC_LAM[0] + 0.001)  # 110 m, the radius is 30
    filed(category="street_light")
    moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    spam = filed()
    spam.screening = Screening.SPAM
    spam.published_at = None
    spam.save(update_fields=["screening", "published_at"])
    kind = Category.objects.get(code="household_waste")

    told = described(sort_of(kind), Point(*NGOC_LAM), at=NOW)
    found = alike(kind, told, reader=officer(near.unit))
    assert [(one.report, one.distance_m) for one in found] == [(near, 11)]
    stranger = Unit.objects.exclude(pk__in=near.involvements.values("unit")).order_by("id")[0]
    assert alike(kind, told, reader=officer(stranger)) == []


def test_a_code_is_read_out_in_pairs() -> None:
    assert spelled("K7MP2QXA") == [("K7", "ca, bảy"), ("MP", "em-mờ, pê"), ("2Q", "hai, quy"), ("XA", "ích-xì, a")]
    names = [words for _one, words in spelled(ALPHABET)]
    assert len({name for pair in names for name in pair.split(", ")}) == len(ALPHABET)


def test_a_resident_is_not_asked_for_a_post() -> None:
    assert taken(Reporter(), channel=Channel.WEB).event.kind == Kind.RECEIVED
