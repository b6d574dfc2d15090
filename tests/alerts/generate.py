"""Made months of food reports: what is usual, and outbreaks among it. Knows nothing of how they are looked for.

Usual: 60 reports a month, a third of them on five food streets, more at weekends and around Tết, at meal times; one in
seven is about somebody ill. Outbreaks: 12 a year of 3 to 8 reports within a day and a half, at a banquet (guests report
from home, too), in a restaurant or stall, or of one supplier's food in several places.
"""

import math
import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

CITY = timezone(timedelta(hours=7))
EAST_M, NORTH_M = 14_000.0, 4_200.0  # the district as a rectangle of 14 wards in two rows
WARD_M = (EAST_M / 7, NORTH_M / 2)
TET = (date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6))
A_MONTH = 60.0
OUTBREAKS_A_YEAR = 12
_ON_FOOD_STREETS, _OF_ILL = 0.35, 1 / 7
_WEEKEND, _AROUND_TET = 1.6, 2.0
_NAMED = 0.6
_FIRST = ("Hoa Sen", "Bảo An", "Minh Châu", "Thanh Bình", "Đức Phát", "Ngọc Lan", "Hải Âu", "Phương Nam", "Kim Liên")
_SECOND = ("Quán", "Phố Cổ", "Gia Truyền", "Việt", "Bốn Mùa", "Ven Đê", "Số Một", "Xưa", "Hà Thành", "Mới")
_KIND = ("Nhà hàng", "Quán", "Tiệm", "Quán ăn", "", "")
_HOSTS = ("ông Hưng tổ 12", "bà Lan tổ 5", "anh Tuấn chị Hoa", "cụ Thịnh", "ông Bình ngõ 298", "nhà văn hóa tổ 7")


@dataclass(frozen=True)
class Told:
    """One report as a resident sends it; ``outbreak`` is the number of the one it belongs to, None: none."""

    number: int
    at: datetime
    x: float
    y: float
    category: str
    answers: dict[str, object] = field(default_factory=dict)
    outbreak: int | None = None

    @property
    def ward(self) -> int:
        column, row = int(self.x // WARD_M[0]), int(self.y // WARD_M[1])
        return min(max(column, 0), 6) + 7 * min(max(row, 0), 1)


@dataclass(frozen=True)
class _Place:
    x: float
    y: float
    name: str


class City:
    """The places of one seed: food streets with their restaurants, and eating places all over the district."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.streets = [self._street() for _number in range(5)]
        self.elsewhere = [self._place(chance.uniform(0, EAST_M), chance.uniform(0, NORTH_M)) for _number in range(350)]
        self.suppliers = [f"lò {chance.choice(_FIRST)} {chance.randrange(40)}" for _number in range(30)]

    def restaurant(self) -> _Place:
        if self.chance.random() < _ON_FOOD_STREETS:
            street = self.chance.choice(self.streets)
            return street[min(int(self.chance.expovariate(0.25)), len(street) - 1)]  # some are known for it
        return self.chance.choice(self.elsewhere)

    def _street(self) -> list[_Place]:
        x, y = self.chance.uniform(500, EAST_M - 500), self.chance.uniform(300, NORTH_M - 300)
        turn = self.chance.uniform(0, math.pi)
        steps = [self.chance.uniform(-200, 200) for _number in range(14)]
        return [self._place(x + step * math.cos(turn), y + step * math.sin(turn)) for step in steps]

    def _place(self, x: float, y: float) -> _Place:
        return _Place(x, y, f"{self.chance.choice(_FIRST)} {self.chance.choice(_SECOND)} {self.chance.randrange(90)}")


def months(seed: int, *, first: date, last: date, outbreaks_from: date | None = None) -> list[Told]:
    """Return the reports of the days from ``first`` to ``last`` (not included) in their order.

    Outbreaks begin on ``outbreaks_from`` (the first day), 12 a year.
    """
    chance = random.Random(seed)  # noqa: S311  # made data, no secret
    city = City(chance)
    told = list(_usual(city, first, last))
    begin = outbreaks_from or first
    days = (last - begin).days
    for number in range(round(OUTBREAKS_A_YEAR * days / 365)):
        told += outbreak(city, _moment(chance, begin + timedelta(days=chance.randrange(max(days - 2, 1)))), number)
    ordered = sorted(told, key=lambda one: one.at)
    return [_numbered(one, number) for number, one in enumerate(ordered, start=1)]


def outbreak(city: City, meal: datetime, number: int) -> list[Told]:
    """Return 3 to 8 reports of one meal, of one restaurant or of one supplier."""
    chance = city.chance
    kind = chance.choices((_banquet, _in_restaurant, _supplied), (5, 4, 2))[0]
    return list(kind(city, meal, chance.randint(3, 8), number))


def banquet(seed: int, *, begin: datetime, cases: int = 6, within: timedelta = timedelta(hours=3)) -> list[Told]:
    """Return ``cases`` reports of one banquet, evenly within ``within``, for a test of time."""
    city = City(random.Random(seed))  # noqa: S311  # made data, no secret
    made = list(_banquet(city, begin, cases, 0))
    step = within / (cases - 1)
    return [_sent_at(one, begin + step * place) for place, one in enumerate(made)]


def poisson(chance: random.Random, mean: float) -> int:
    """Return a number of things of which ``mean`` happen on average."""
    number, product, floor = 0, chance.random(), math.exp(-mean)
    while product > floor:
        number, product = number + 1, product * chance.random()
    return number


def _usual(city: City, first: date, last: date) -> Iterator[Told]:
    chance = city.chance
    mean = A_MONTH * 12 / 365 / ((5 + 2 * _WEEKEND) / 7) / 1.08  # so that weekends and Tết come to 60 a month
    for number in range((last - first).days):
        day = first + timedelta(days=number)
        for _one in range(poisson(chance, mean * _busy(day))):
            yield _one_report(city, _moment(chance, day))


def _one_report(city: City, at: datetime) -> Told:
    chance = city.chance
    where = city.restaurant()
    is_ill = chance.random() < _OF_ILL
    answers: dict[str, object] = {}
    if chance.random() < _NAMED:
        answers["establishment"] = _written(chance, where.name)
    if chance.random() < 0.15:
        answers["supplier"] = chance.choice((*city.suppliers, "không rõ", "chợ", "ngoài chợ"))
    if is_ill:
        answers["people_ill"] = chance.choice((1, 1, 2, 3, "unknown"))
    poisoned = is_ill and chance.random() < 0.7
    category = "food_poisoning" if poisoned else chance.choice(("restaurant_food", "street_food", "street_food"))
    return _told(chance, at, where, category, answers, spread_m=25)


def _banquet(city: City, meal: datetime, cases: int, number: int) -> Iterator[Told]:
    chance = city.chance
    x, y = chance.uniform(300, EAST_M - 300), chance.uniform(300, NORTH_M - 300)
    host = f"{chance.choice(_HOSTS)} {chance.randrange(60)}"
    for _one in range(cases):
        from_home = chance.random() < 0.4
        answers: dict[str, object] = {"people_ill": chance.randint(1, 6), "people_at_table": 120}
        if chance.random() < 0.7:
            answers["host"] = _written(chance, host)
        category = chance.choice(("food_poisoning", "food_poisoning", "banquet_food"))
        at = _felt(chance, meal)
        yield _told(chance, at, _Place(x, y, host), category, answers, spread_m=700 if from_home else 30, of=number)


def _in_restaurant(city: City, meal: datetime, cases: int, number: int) -> Iterator[Told]:
    chance, where = city.chance, city.restaurant()
    for _one in range(cases):
        answers: dict[str, object] = {"people_ill": chance.choice((1, 2, 2, 3, "unknown"))}
        if chance.random() < _NAMED:
            answers["establishment"] = _written(chance, where.name)
        category = chance.choice(("food_poisoning", "food_poisoning", "restaurant_food"))
        spread = 500 if chance.random() < 0.2 else 30
        yield _told(chance, _felt(chance, meal), where, category, answers, spread_m=spread, of=number)


def _supplied(city: City, meal: datetime, cases: int, number: int) -> Iterator[Told]:
    chance, supplier = city.chance, city.chance.choice(city.suppliers)
    for _one in range(cases):
        answers: dict[str, object] = {"people_ill": chance.choice((1, 2, 3))}
        if chance.random() < 0.8:
            answers["supplier"] = _written(chance, supplier)
        yield _told(chance, _felt(chance, meal), city.restaurant(), "food_poisoning", answers, spread_m=30, of=number)


def _told(
    chance: random.Random, at: datetime, where: _Place, category: str, answers: dict[str, object], *,
    spread_m: float, of: int | None = None,
) -> Told:  # fmt: skip
    return Told(0, at, chance.gauss(where.x, spread_m), chance.gauss(where.y, spread_m), category, answers, of)


def _written(chance: random.Random, name: str) -> str:
    """Return the name as somebody types it: with or without what it is, in capitals or without marks."""
    whole = f"{chance.choice(_KIND)} {name}".strip()
    return chance.choice((whole, whole, whole.lower(), whole.upper(), _without_marks(whole)))


def _without_marks(words: str) -> str:
    bare = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in bare if not unicodedata.combining(one))


def _felt(chance: random.Random, meal: datetime) -> datetime:
    """Return when somebody who ate then reports: after six hours at the median, after thirty at the most."""
    return meal + timedelta(hours=min(chance.lognormvariate(math.log(6), 0.7), 30.0))


def _moment(chance: random.Random, day: date) -> datetime:
    hour = chance.choices((8, 12, 15, 19, 21), (1, 4, 1, 5, 2))[0] + chance.uniform(-1.5, 1.5)
    return datetime(day.year, day.month, day.day, tzinfo=CITY) + timedelta(hours=hour)


def _busy(day: date) -> float:
    around = any(-14 <= (day - one).days <= 7 for one in TET)
    return (_WEEKEND if day.weekday() >= 5 else 1.0) * (_AROUND_TET if around else 1.0)


def _numbered(one: Told, number: int) -> Told:
    return Told(number, one.at, one.x, one.y, one.category, one.answers, one.outbreak)


def _sent_at(one: Told, at: datetime) -> Told:
    return Told(one.number, at, one.x, one.y, one.category, one.answers, one.outbreak)


def reports_of(told: Sequence[Told]) -> dict[int, list[Told]]:
    """Return the reports of each outbreak, the oldest first."""
    found: dict[int, list[Told]] = {}
    for one in told:
        if one.outbreak is not None:
            found.setdefault(one.outbreak, []).append(one)
    return found
