"""No act costs more statements where there is more: tried on every act and every step, alone and in a crowd."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.actor import Staff
from backend.accounts.models import Role, Shift, User
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import locate
from backend.places.models import Site
from backend.reports import cooperate, extend, publication, reroute, transfer
from backend.reports.cooperate import Asked
from backend.reports.duty import call_duty
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report, Status
from backend.reports.note import note
from backend.reports.open_acts import Deed
from backend.reports.publication import Release
from backend.reports.transfer import neighbours
from backend.reports.undo import undo
from backend.routing.models import Level, Unit
from moderation.act_shapes import Wish
from moderation.acts import By, act
from notifications.partners.book import partners_for
from tests.notifications.neighbour import partnered
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]

MOST = 45
CROWD = 25
LATER = NOW + timedelta(hours=1)
UNTIL = date(2026, 12, 18)


@dataclass(frozen=True)
class Scene:
    """How one act comes about: what was done before, who acts, and with which wish."""

    wish: Callable[[Report], Wish] = lambda _report: {}
    before: Callable[[Report], object] = lambda _report: None
    by: Callable[[Report], Staff] = lambda report: staff(report.unit)


def _other() -> Unit:
    return Unit.objects.get(slug="phong-y-te")


def _near_a_partner(report: Report) -> None:
    partnered()
    partners_for(report)  # who they are is kept in memory from here on


def _photo(report: Report) -> int:
    return report.photos.order_by("id")[0].pk


def _given(report: Report) -> None:
    transfer.transfer(report, transfer.Wish(_other(), "Việc của y tế."), by=staff(report.unit), now=NOW)


def _asked(report: Report) -> None:
    wanted = Asked(_other(), "Kiểm tra nước.", NOW + timedelta(days=2))
    cooperate.ask(report, wanted, by=staff(report.unit), now=NOW)


def _more_time(report: Report) -> None:
    moved(report, Status.ACCEPTED)
    extend.ask(report, UNTIL, reason="Chờ vật tư.", by=staff(report.unit), now=NOW)


def _published(report: Report) -> None:
    release = Release("Rác tồn đọng.", frozenset({_photo(report)}))
    publication.publish(report, release, by=staff(report.unit), now=NOW)


def _at_a_line(report: Report) -> None:
    points = [Point(21.0400 + step * 0.0004, 105.8700) for step in range(60)]
    places = [(point, locate(point, on=day_in_force(NOW))) for point in points]
    at_line = next(point for point, place in places if place.ward == report.ward and place.near_boundary)
    Report.objects.filter(pk=report.pk).update(lat=at_line.lat, lon=at_line.lon, near_boundary=True)


def _neighbour(report: Report) -> Wish:
    return {"ward": neighbours(report, now=NOW)[0].code}


def _market(_report: Report) -> None:
    Site.objects.get_or_create(code="cho-mau", name="Chợ", kind="market", lat=21.04, lon=105.87)


def _called(report: Report) -> None:
    night = NOW + timedelta(hours=12)
    reroute.set_level(report, Level.URGENT, reason="Nguy hiểm.", by=staff(report.unit), now=NOW)
    person = officer(report.unit, username="truc")
    Shift.objects.create(unit=report.unit, user=person, rank=1, starts_at=NOW, ends_at=night + timedelta(hours=9))
    assert call_duty(night) == 1


def _reason(_report: Report) -> Wish:
    return {"reason": "Theo thực tế tại chỗ."}


SCENES: dict[Deed, Scene] = {
    Deed.ASSIGN: Scene(lambda report: {"user": staff(report.unit).user.username}),
    Deed.TRANSFER: Scene(lambda report: _reason(report) | {"unit": "phong-y-te"}),
    Deed.TRANSFER_ACCEPT: Scene(before=_given, by=lambda _report: staff(_other())),
    Deed.TRANSFER_RETURN: Scene(_reason, _given, lambda _report: staff(_other())),
    Deed.HAND_OVER: Scene(_neighbour, _at_a_line),
    Deed.SEND_ON: Scene(
        lambda _report: {"partner": str(partnered().pk), "note": "Bên kia ranh giới."}, _near_a_partner
    ),
    Deed.COOPERATE: Scene(
        lambda _report: {"unit": "phong-y-te", "note": "Kiểm tra nước.", "answer_on": date(2026, 11, 27)}
    ),
    Deed.COOPERATE_ANSWER: Scene(lambda _report: {"note": "Nước sạch."}, _asked, lambda _report: staff(_other())),
    Deed.EXTEND: Scene(
        lambda report: _reason(report) | {"until": UNTIL}, lambda report: moved(report, Status.ACCEPTED)
    ),
    Deed.EXTEND_APPROVE: Scene(before=_more_time, by=lambda report: staff(report.unit, Role.UNIT_HEAD)),
    Deed.EXTEND_REFUSE: Scene(_reason, _more_time, lambda report: staff(report.unit, Role.UNIT_HEAD)),
    Deed.PROMISE: Scene(lambda _report: {"until": date(2026, 11, 27), "note": "Đã gọi xe."}),
    Deed.CATEGORY: Scene(lambda report: _reason(report) | {"category": "food_poisoning"}),
    Deed.PLACE: Scene(lambda report: _reason(report) | {"lat": 21.0478, "lon": 105.8872}),
    Deed.LEVEL: Scene(lambda report: _reason(report) | {"level": "urgent"}),
    Deed.SPLIT: Scene(lambda _report: {"parts": [{"category": "road_damage", "text": "Ổ gà.", "photos": []}]}),
    Deed.MERGE: Scene(lambda report: {"into": Report.objects.exclude(pk=report.pk).order_by("id")[0].code}),
    Deed.LINK: Scene(lambda _report: {"site": "cho-mau"}, _market),
    Deed.PUBLISH: Scene(lambda report: {"text": "Rác tồn đọng.", "photos": [_photo(report)]}),
    Deed.HIDE: Scene(_reason, _published),
    Deed.REDACT: Scene(lambda report: {"photo": _photo(report), "boxes": [[0.1, 0.1, 0.4, 0.4]]}),
    Deed.SCREEN: Scene(lambda _report: {"to": "spam", "note": "Tin rác."}),
    Deed.DUTY_CONFIRM: Scene(before=_called, by=lambda _report: Staff(User.objects.get(username="truc"))),
    Deed.NOTE: Scene(lambda _report: {"text": "Đã gọi cho tổ dân phố."}),
}


def _filed(lat: float) -> Report:
    return filed(lat=lat, photos=(jpeg(),), contact=CONTACT)


def _crowd(report: Report) -> None:
    """Let there be more of everything that an act could walk over."""
    for number in range(CROWD):
        filed(lat=21.0458 + number * 1e-5)
        note(report, f"Ghi chú {number}.", by=staff(report.unit), now=NOW)
        officer(report.unit, username=f"dong-nghiep-{number}")
        officer(_other(), username=f"y-te-{number}")


def _statements(report: Report, scene: Scene, do: Callable[[Report, Staff], object]) -> int:
    scene.before(report)
    row = Report.objects.select_related("category", "ward", "unit").get(pk=report.pk)
    by = scene.by(row)
    assert by.user.posts  # known before, as at the door
    with CaptureQueriesContext(connection) as spent:
        do(row, by)
    return len(spent)


@pytest.mark.parametrize("deed", list(Deed), ids=str)
def test_an_act_in_a_crowd_costs_as_many_statements_as_one_alone(deed: Deed) -> None:
    filed(lat=21.0470)
    scene = SCENES[deed]

    def do(report: Report, by: Staff) -> None:
        act(deed, report, scene.wish(report), By(by, LATER))

    alone = _statements(_filed(21.0459), scene, do)
    crowded = _filed(21.0461)
    _crowd(crowded)
    assert alone == _statements(crowded, scene, do) <= MOST


@pytest.mark.parametrize(
    ("before", "to"),
    [
        ((), Status.ACCEPTED),
        ((Status.ACCEPTED,), Status.IN_PROGRESS),
        ((Status.ACCEPTED,), Status.NEEDS_INFO),
        ((Status.ACCEPTED,), Status.RESOLVED),
        ((Status.ACCEPTED,), Status.REJECTED),
        ((Status.REJECTED,), Status.ACCEPTED),
    ],
)
def test_a_step_in_a_crowd_and_its_undo_cost_as_many_statements_as_alone(
    before: tuple[Status, ...], to: Status
) -> None:
    head = Scene(before=lambda report: moved(report, *before), by=lambda report: staff(report.unit, Role.UNIT_HEAD))

    def do(report: Report, by: Staff) -> None:
        move = Move(note="Đã xem.", reason="lawful")
        event = advance(report, to, by=by, now=LATER, move=move)
        undo(event, by=by, now=LATER + timedelta(seconds=5))

    alone = _statements(_filed(21.0459), head, do)
    crowded = _filed(21.0461)
    _crowd(crowded)
    assert alone == _statements(crowded, head, do) <= 2 * MOST
