"""What is hidden cannot be worked out from what is shown beside it."""

import itertools
import random

import pytest

from backend.indicators.small import Place, Sign, Sum, hidden


def column(*numbers: int) -> tuple[dict[Place, int], Sum]:
    """Return a column of wards under its total."""
    parts = {("wards", str(place), "received"): number for place, number in enumerate(numbers)}
    whole = ("total", "", "received")
    return {**parts, whole: sum(numbers)}, Sum(whole, tuple(parts))


def said(*numbers: int) -> list[str]:
    """Return what is shown: the numbers, then their total."""
    counted, one = column(*numbers)
    signs = hidden(counted, [one])
    return [{None: str(counted[place]), Sign.SMALL: "<3", Sign.BESIDE: "ẩn"}[signs.get(place)] for place in counted]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((5, 7, 9), ["5", "7", "9", "21"]),
        ((2, 7, 9), ["<3", "ẩn", "9", "18"]),  # 2 would be 18 - 7 - 9
        ((1, 2, 9), ["<3", "<3", "9", "12"]),
        ((2, 2, 9), ["<3", "<3", "ẩn", "13"]),  # 4 of two small ones is 2 and 2
        ((2, 2), ["<3", "<3", "ẩn"]),
        ((0, 7, 9), ["<3", "7", "9", "16"]),  # who finds the zero has found nobody
        ((1, 1), ["<3", "<3", "<3"]),
        ((1,), ["<3", "<3"]),
        ((0, 0), ["0", "0", "0"]),  # nobody is behind nothing
        ((8,), ["8", "8"]),
    ],
)
def test_a_small_number_is_hidden_and_another_where_the_total_gives_it_away(
    numbers: tuple[int, ...], shown: list[str]
) -> None:
    assert said(*numbers) == shown


def test_a_part_of_a_whole_hides_its_rest_or_the_whole() -> None:
    """On time 7 of 8 says that one was late."""
    due, on_time, late = (("units", "1", name) for name in ("due", "on_time", "late"))
    signs = hidden({due: 8, on_time: 7, late: 1}, [Sum(due, (on_time, late))])
    assert signs == {late: Sign.SMALL, on_time: Sign.BESIDE}


def test_three_kinds_with_a_line_and_three_reports_are_not_one_each() -> None:
    """A kind without a report has no line: that alone would tell."""
    kinds = {("kinds", str(place), "received"): number for place, number in enumerate((6, 1, 1, 1))}
    whole = ("groups", "order", "received")
    signs = hidden({**kinds, whole: 9}, [Sum(whole, tuple(kinds))])
    assert [signs.get(place) for place in (*kinds, whole)] == [Sign.BESIDE, Sign.SMALL, Sign.SMALL, Sign.SMALL, None]


def test_of_a_part_of_the_district_nobody_learns_which_small_number_is_zero() -> None:
    for numbers in ((0, 0), (1, 0)):
        counted, one = column(*numbers)
        assert set(hidden(counted, [one], tells_nothing=False).values()) == {Sign.SMALL}


@pytest.mark.parametrize("seed", range(40))
def test_a_reader_of_any_sum_who_tries_everything_finds_no_small_number(seed: int) -> None:
    """For each hidden number but zero, other numbers would look the same: tried for every sum of wards and figures."""
    chance = random.Random(seed)  # noqa: S311  # a walk that can be walked again
    numbers = {
        (ward, name): chance.choice((0, 1, 2, 3, 4, 6)) for ward in ("1", "2", "3") for name in ("on_time", "late")
    }
    places, sums = table(numbers)
    signs = hidden(places, sums)
    for one in sums:
        lookalikes = alike(one, places, signs)
        for place in (one.whole, *one.parts):
            if place in signs and places[place]:
                assert len({other[place] for other in lookalikes}) > 1, (numbers, place)


def table(numbers: dict[tuple[str, str], int]) -> tuple[dict[Place, int], list[Sum]]:
    """Return wards with what was on time, late and due, and their totals, as places and sums."""
    places: dict[Place, int] = {("wards", *place): number for place, number in numbers.items()}
    wards = sorted({ward for ward, _name in numbers})
    for ward in wards:
        places["wards", ward, "due"] = numbers[ward, "on_time"] + numbers[ward, "late"]
    names = ("on_time", "late", "due")
    for name in names:
        places["total", "", name] = sum(places["wards", ward, name] for ward in wards)
    down = [Sum(("total", "", name), tuple(("wards", ward, name) for ward in wards)) for name in names]
    keys = [("wards", ward) for ward in wards] + [("total", "")]
    along = [Sum((*key, "due"), ((*key, "on_time"), (*key, "late"))) for key in keys]
    return places, [*down, *along]


def alike(one: Sum, places: dict[Place, int], signs: dict[Place, Sign]) -> list[dict[Place, int]]:
    """Return whatever numbers (of parts up to 24) a reader of this sum would think possible."""
    options = {None: None, Sign.SMALL: range(3), Sign.BESIDE: range(3, 25)}
    parts = [options[signs.get(place)] or [places[place]] for place in one.parts]
    found = []
    for values in itertools.product(*parts):
        other = dict(zip(one.parts, values, strict=True)) | {one.whole: sum(values)}
        if _looks(one.whole, sum(values), signs.get(one.whole), places[one.whole]):
            found.append(other)
    return found


def _looks(place: Place, number: int, sign: Sign | None, was: int) -> bool:
    if sign is None:
        return number == was
    if sign is Sign.BESIDE:
        return number >= 3
    return (place[0] == "total") <= number < 3
