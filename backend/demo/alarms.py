"""Sample alerts: a few food reports that cluster, a kind that stands out, and what people did about them.

Everything goes the way of the running platform: filed by ``reports.intake``, found by the watches, worked on by the
sample staff. So many reports whatever the size, each place and moment fixed by the seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from backend.accounts.actor import Reporter, Staff
from backend.accounts.models import Membership, User
from backend.demo.prepare import Order
from backend.indicators import alert_work, watch_food, watch_spikes
from backend.indicators.alert_work import Found
from backend.indicators.models import Alert, AlertStep, Outcome
from backend.indicators.rollup import fold
from backend.reports import consent
from backend.reports.intake import submit
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Channel, Report, Status
from backend.reports.new_report import NewContact, NewReport
from backend.routing.models import Unit

LEAST = 300  # of fewer reports a sample is too small to have alerts
_LEAST_MONTHS, _MOST_FOR_SPIKES = 3, 20_000  # what is usual takes weeks to learn, and the facts must be folded for it
_ENOUGH = 3  # reports after which the watch looks
_APART = 5e-5  # degrees: some five metres between two who report the same
_HEALTH, _OFFICE = "donvi-phong-y-te", "chuongtrinh"


@dataclass(frozen=True)
class _Spot:
    lat: float
    lon: float
    street: str


@dataclass(frozen=True)
class _Told:
    """What several people report within ``hours``: one text each, the answers they share."""

    category: str
    texts: Sequence[str]
    at: time
    hours: float
    answers: Mapping[str, object]


@dataclass(frozen=True)
class _Work:
    """What people do: minutes to the first act, how many steps they tick, and what they found, None while it is open.

    ``note`` answers each report; "" where they are only accepted.
    """

    first_min: int
    ticks: int
    found: Found | None
    note: str


_SPOTS = (
    _Spot(21.0693, 105.88833, "phố Đức Giang"),
    _Spot(21.05664, 105.89572, "phố Hoa Lâm"),
    _Spot(21.0449, 105.88221, "đường Nguyễn Sơn"),
    _Spot(21.04807, 105.91902, "phố Hội Xá"),
    _Spot(21.0361, 105.90346, "phố Chu Huy Mân"),
    _Spot(21.03221, 105.89306, "phố Tư Đình"),
)
_BANQUET = _Told(
    "food_poisoning",
    (
        "Đi ăn cưới trưa nay về, hai vợ chồng tôi đều đau bụng, nôn.",
        "Ăn cỗ cưới xong khoảng hai tiếng thì cháu tôi nôn, sốt nhẹ.",
        "Bàn tôi sáu người thì bốn người bị đau bụng, đi ngoài.",
        "Mẹ tôi ăn cỗ về bị nôn nhiều, đã đưa đi khám.",
        "Cả nhà ba người ăn cưới về đều mệt, đau bụng.",
        "Tôi ăn món gỏi ở tiệc cưới, giờ đau bụng, chóng mặt.",
    ),
    time(14, 10),
    2.75,
    {"host": "nhà văn hóa tổ 5", "people_ill": 3, "people_at_table": 6},
)
_EATERY = _Told(
    "restaurant_food",
    (
        "Ăn ốc ở quán này tối nay về bị đau bụng, đi ngoài.",
        "Nhóm tôi ba người ăn ở quán, về có hai người bị nôn.",
        "Quán ốc số 15 đồ ăn có mùi, ăn xong con tôi bị mệt.",
    ),
    time(20, 30),
    2.0,
    {"establishment": "Quán ốc số 15", "food_problem": ["people_ill"], "people_ill": 2},
)
_CANTEEN = _Told(
    "school_canteen",
    (
        "Con tôi học về kêu đau bụng sau bữa trưa ở trường, cả nhóm bạn cũng bị.",
        "Cháu nhà tôi nôn từ đầu giờ chiều sau khi ăn bán trú.",
        "Lớp con tôi có bốn bạn đau bụng sau bữa trưa.",
        "Con tôi ăn trưa ở bếp trường, chiều bị đi ngoài, cô giáo báo nhiều bạn cùng bị.",
    ),
    time(14, 40),
    1.5,
    {"site_name": "Trường tiểu học số 1", "food_problem": ["people_ill"], "people_ill": 4},
)
_DUMPING = _Told(
    "illegal_dumping",
    (
        "Đêm qua xe tải đổ phế thải xây dựng tràn ra đường.",
        "Phế thải xây dựng đổ trộm thành đống, chắn nửa ngõ.",
        "Gạch vữa đổ bừa ở bãi trống, bụi bay vào nhà.",
        "Có người đổ trộm phế thải rồi đốt, khói khét.",
        "Thêm một đống phế thải mới đổ sáng nay.",
        "Bãi phế thải ngày càng to, xe vẫn vào đổ.",
        "Đổ trộm vật liệu vỡ ngay cạnh mương, nước tắc.",
        "Phế thải đổ lấn ra lòng đường, xe máy phải tránh.",
    ),
    time(6, 30),
    11.0,
    {"waste_kind": "construction"},
)
_CONFIRMED = Found(
    Outcome.CONFIRMED,
    "Số liệu mẫu: 17 người có triệu chứng, không ai nặng. Mẫu lưu món gỏi có vi khuẩn; bếp nấu thuê đã dừng phục vụ và "
    "bị lập biên bản.",
)
_NOT_ENOUGH = Found(
    Outcome.UNCONFIRMED,
    "Số liệu mẫu: đã kiểm tra quán, mẫu thức ăn trong giới hạn; người phản ánh đã khỏe, không đi khám.",
)


def number_of(order: Order) -> int:
    """Return how many of the reports of ``order`` are filed by :func:`make_sample_alerts`."""
    if order.number < LEAST or Alert.objects.exists():
        return 0
    return sum(len(one.texts) for one in (_BANQUET, _EATERY, _CANTEEN)) + len(_DUMPING.texts) * _has_spike(order)


def make_sample_alerts(order: Order, *, now: datetime) -> int:
    """File what clusters, let the watches find it and the sample staff act; return how many reports were filed.

    None where there are too few reports, or alerts already. The sample staff must have been made.
    """
    if not number_of(order):
        return 0
    scene = _Scene(Random(f"alerts {order.seed}"), now=now)  # noqa: S311  # samples, no secrets
    days = _days(order.until)
    scene.cluster(_BANQUET, days["banquet"], _Work(11, 7, _CONFIRMED, "Đã đến nơi, lấy mẫu và hướng dẫn đi khám."))
    scene.cluster(_EATERY, days["eatery"], _Work(26, 4, _NOT_ENOUGH, "Đã kiểm tra quán và lấy mẫu thức ăn."))
    if _has_spike(order):
        scene.spike(_DUMPING, days["dumping"], _Work(95, 3, None, "Đã dọn sạch, cắm biển cấm đổ và trực đêm."))
    scene.cluster(_CANTEEN, days["canteen"], _Work(14, 3, None, ""))
    return scene.number


def _has_spike(order: Order) -> bool:
    return order.months >= _LEAST_MONTHS and order.number <= _MOST_FOR_SPIKES


def _days(until: date) -> Mapping[str, date]:
    """Return when it happened: a Sunday, a Saturday and a Wednesday in the weeks before ``until``; a school day."""
    sunday = until - timedelta(days=20 + (until - timedelta(days=20)).isoweekday() % 7)
    saturday = until - timedelta(days=8 + ((until - timedelta(days=8)).isoweekday() + 1) % 7)
    school = until - timedelta(days=max(0, until.isoweekday() - 5))
    dumping = until - timedelta(days=4 + ((until - timedelta(days=4)).isoweekday() - 3) % 7)
    return {"banquet": sunday, "eatery": saturday, "dumping": dumping, "canteen": school}


class _Scene:
    """Where it happens: places by chance, moments in the city's time, everything before ``now``."""

    def __init__(self, chance: Random, *, now: datetime) -> None:
        self._chance, self._now = chance, now
        self._spots = chance.sample(_SPOTS, len(_SPOTS))
        self._people = {one.username: one for one in User.objects.filter(username__in=[_HEALTH, _OFFICE])}
        self.number = 0

    def cluster(self, told: _Told, day: date, work: _Work) -> None:
        """File the reports and look after the third and after the last, as the watch would within a minute."""
        reports, moments = [], self._moments(told, day)
        spot = self._spots.pop()
        for number, at in enumerate(moments, start=1):
            report = self._file(told, number, spot, at=at)
            reports.append(report)
            if number in {_ENOUGH, len(moments)}:
                watch_food.watch(at + timedelta(seconds=40))
            if number == _ENOUGH:
                self._begin(report, work)
        self._act(reports, work)

    def spike(self, told: _Told, day: date, work: _Work) -> None:
        """File the reports of a day and look at it the next morning."""
        spot = self._spots.pop()
        reports = [self._file(told, number, spot, at=at) for number, at in enumerate(self._moments(told, day), 1)]
        fold(self._now)
        watch_spikes.watch(_at(day + timedelta(days=1), time(6, 30)))
        self._begin(reports[0], work)
        self._act(reports, work)

    def _moments(self, told: _Told, day: date) -> list[datetime]:
        begin, last = _at(day, told.at), len(told.texts) - 1
        between = told.hours * 3600 / last
        return [
            begin + timedelta(seconds=round(between * place + self._chance.uniform(-0.3, 0.3) * between * (place > 0)))
            for place in range(last + 1)
        ]

    def _file(self, told: _Told, number: int, spot: _Spot, *, at: datetime) -> Report:
        self.number += 1
        answers = dict(told.answers)
        if "people_ill" in answers:
            answers["people_ill"] = 1 + self._chance.randrange(4)
            answers["meal_at"] = (at - timedelta(hours=3)).isoformat()
        person = self._chance.randrange(1000)
        new = NewReport(
            category=told.category,
            text=told.texts[number - 1],
            lat=round(spot.lat + _APART * self._chance.uniform(-1, 1), 6),
            lon=round(spot.lon + _APART * self._chance.uniform(-1, 1), 6),
            channel=Channel.WEB,
            address=f"số {2 * number + 1} {spot.street}",
            answers=answers,
            contact=NewContact(
                name=f"Người dân mẫu {person}",
                email=f"cudan-mau-{self.number}@dan.example",
                consent_version=consent.VERSION,
            ),
        )
        return submit(new, by=Reporter(), now=at).report

    def _begin(self, report: Report, work: _Work) -> None:
        """Let somebody start on the alert ``report`` is in."""
        if alert := _alert_of(report):
            by, at = Staff(self._one_of(alert)), alert.opened_at + timedelta(minutes=work.first_min)
            alert_work.start(alert, by=by, now=min(at, self._now))

    def _act(self, reports: Sequence[Report], work: _Work) -> None:
        """Let the sample staff work on the reports, and go on with the alert they are in."""
        for report in reports:
            self._answer(report, work.note)
        alert = _alert_of(reports[0])
        if alert is None or alert.first_action_at is None:
            return
        by, at = Staff(self._one_of(alert)), max(alert.first_action_at, alert.last_report_at)
        steps = AlertStep.objects.filter(alert=alert).order_by("order", "id")[: work.ticks]
        for number, step in enumerate(steps):
            alert_work.tick(alert, step.code, by=by, now=min(at + timedelta(minutes=25 * number + 4), self._now))
        if work.found:
            alert_work.close(alert, work.found, by=by, now=min(at + timedelta(days=2, hours=3), self._now))

    def _answer(self, report: Report, note: str) -> None:
        person = _officer(report.unit)
        if person is None:
            return
        at = report.created_at + timedelta(minutes=20 + self._chance.randrange(25))
        done = at + timedelta(minutes=90 + self._chance.randrange(60))
        move = Move(note=note or "Đã tiếp nhận, đang xác minh.")
        steps = ((Status.ACCEPTED, at), (Status.RESOLVED, done)) if note else ((Status.ACCEPTED, at),)
        for to, moment in steps:
            if moment < self._now:
                advance(report, to, by=Staff(person), now=moment, move=move)

    def _one_of(self, alert: Alert) -> User:
        """Return who acts: the health unit where it was told, else somebody of a unit that was."""
        units = list(alert.units.order_by("id"))
        health = self._people.get(_HEALTH)
        if health and any(one.slug == "phong-y-te" for one in units):
            return health
        return next((found for one in units if (found := _officer(one))), self._people[_OFFICE])


def _alert_of(report: Report) -> Alert | None:
    return Alert.objects.filter(reports__report=report).order_by("-id").first()


def _officer(unit: Unit | None) -> User | None:
    posts = Membership.objects.filter(unit=unit, user__is_active=True).select_related("user").order_by("user_id", "id")
    post = posts.first()
    return post.user if post else None


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())
