"""How often alerts are wrong, what they find and how late: on made months, ``python -m tests.alerts.measure``.

Of outbreaks among food reports, and of days that stand out in pollution and traffic. The numbers of the detectors were
tried on TUNING seeds alone (``python -m tests.alerts.measure tuning``); what is said of them comes from the others.
"""

import math
import random
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product

from backend.indicators.food_names import ill_of, names_of
from backend.indicators.outbreak import LONGEST, Case, Open, look
from backend.indicators.spikes import stood_out
from backend.indicators.usual import Usual
from backend.indicators.watching import opened, widened
from tests.alerts import generate
from tests.alerts.generate import CITY, Told

TUNING = range(100, 140)
MEASURED = range(50)
_FIRST = date(2025, 1, 1)
_YEAR = timedelta(days=365)
_RENEWED = timedelta(days=1)  # how often what is usual is learnt anew
_AREAS = dict.fromkeys(range(14), generate.WARD_M[0] * generate.WARD_M[1])
_FOUND = 2  # reports of an outbreak in one alert


@dataclass
class Raised:
    """An alert of the simulation: the reports in it, and which of them raised it."""

    at: datetime
    cases: list[int]
    open: Open


@dataclass
class Run:
    """Twelve measured months of one seed."""

    alerts: list[Raised] = field(default_factory=list)
    told: dict[int, Told] = field(default_factory=dict)

    @property
    def false(self) -> list[Raised]:
        return [one for one in self.alerts if not self._outbreak_of(one)]

    @property
    def found(self) -> dict[int, Raised]:
        found: dict[int, Raised] = {}
        for one in self.alerts:
            if (outbreak := self._outbreak_of(one)) is not None:
                found.setdefault(outbreak - 1, one)
        return found

    @property
    def outbreaks(self) -> dict[int, list[Told]]:
        return generate.reports_of(list(self.told.values()))

    def _outbreak_of(self, alert: Raised) -> int | None:
        """Return one more than the number of the outbreak that the alert is about, None where it is about none."""
        of = [self.told[one].outbreak for one in alert.cases]
        return next((one + 1 for one in of if one is not None and of.count(one) >= _FOUND), None)


def case_of(told: Told) -> Case:
    is_ill = told.category == "food_poisoning" or bool(told.answers.get("people_ill"))
    names, ill = names_of(told.answers), ill_of(told.answers)
    return Case(told.number, told.at, told.x, told.y, told.ward, is_ill, names, ill)


def watched(told: Sequence[Told], *, since: datetime) -> Run:
    """Watch the reports as they come in; what came before ``since`` is the year that is learnt from."""
    cases = [case_of(one) for one in told]
    run = Run(told={one.number: one for one in told if one.at >= since})
    taken: set[int] = set()
    learnt_at, usual = since - _YEAR, None
    for place, case in enumerate(cases):
        if case.at < since:
            continue
        if usual is None or case.at - learnt_at >= _RENEWED:
            learnt_at, usual = case.at, _learnt(cases[:place], taken, at=case.at)
        home = next((one for one in run.alerts if one.open.takes(case)), None)
        if home is not None:
            home.cases.append(case.report)
            home.open = widened(home.open, case)
            taken.add(case.report)
            continue
        recent = [one for one in cases[max(0, place - 60) : place + 1] if one.report not in taken]
        if cluster := look(case, recent, usual):
            run.alerts.append(Raised(case.at, [one.report for one in cluster.cases], opened(cluster, alert=0)))
            taken.update(one.report for one in cluster.cases)
    return run


def _learnt(before: Sequence[Case], taken: set[int], *, at: datetime) -> Usual:
    since, until = at - _YEAR, at - LONGEST
    past = [one for one in before if since <= one.at < until and one.report not in taken]
    return Usual(past, since=since, until=until, areas_m2=_AREAS)


def year(seed: int) -> Run:
    """Return twelve watched months after twelve that are learnt from."""
    told = generate.months(seed, first=date(2025, 1, 1), last=date(2027, 1, 1), outbreaks_from=date(2026, 1, 1))
    return watched(told, since=datetime(2026, 1, 1, tzinfo=CITY))


def summary(seeds: Iterable[int]) -> dict[str, float]:
    """Return false alerts a month (mean, and the most in one month), the share found, and minutes of delay."""
    runs = [year(seed) for seed in seeds]
    by_month = [_by_month(run) for run in runs]
    of_outbreaks = [(run.outbreaks[number], run.found.get(number)) for run in runs for number in run.outbreaks]
    found = [(told, alert) for told, alert in of_outbreaks if alert is not None]
    late = [[(alert.at - told[case].at).total_seconds() / 60 for told, alert in found] for case in range(2)]
    return {
        "seeds": len(runs),
        "false_a_month": sum(len(run.false) for run in runs) / len(runs) / 12,
        "months_with_two_false_or_more": sum(month > 1 for months in by_month for month in months),
        "most_false_in_a_month": max(max(months) for months in by_month),
        "outbreaks": len(of_outbreaks),
        "found_share": len(found) / len(of_outbreaks),
        "median_minutes_after_first_case": statistics.median(late[0]),
        "median_minutes_after_second_case": statistics.median(late[1]),
        "ninth_decile_minutes_after_second_case": statistics.quantiles(late[1], n=10)[-1],
        "alerts_a_year": sum(len(run.alerts) for run in runs) / len(runs),
    }


def _by_month(run: Run) -> list[int]:
    return [sum(one.at.month == month for one in run.false) for month in range(1, 13)]


def spikes_summary(seed: int) -> dict[str, float]:
    """Return false alerts a month in a year of 14 wards and 24 kinds, and the share of days with four times the usual.

    Each kind has its own mean, weekdays and a slow season; the 24 bad days bring the usual and six and three times it.
    """
    chance = random.Random(seed)  # noqa: S311  # made data, no secret
    days = [_FIRST + timedelta(days=number) for number in range(2 * 365)]
    series = {key: _counts(chance, days) for key in product(range(14), range(24))}
    year = days[365:]
    bad = {(chance.choice(year), chance.choice(list(series))) for _number in range(24)}
    for day, key in bad:
        usual = sum(series[key][one] for one in days) / len(days)
        series[key][day] += 6 + round(3 * usual)
    found = [(one.last, (one.ward, one.category)) for day in year for one in stood_out(series, day=day)]
    near = {(day + timedelta(days=late), key) for day, key in bad for late in range(7)}  # its week stands out, too
    return {
        "spikes_false_a_month": sum(one not in near for one in found) / 12,
        "spikes_found_share": len(bad & set(found)) / len(bad),
    }


def _counts(chance: random.Random, days: Sequence[date]) -> dict[date, int]:
    mean, weekend, turn = chance.choice((0.02, 0.1, 0.3, 1.0)), chance.uniform(0.4, 1.6), chance.uniform(0, 2 * math.pi)
    counts = {}
    for day in days:
        season = 1 + 0.4 * math.sin(2 * math.pi * day.timetuple().tm_yday / 365 + turn)
        today = mean * season * (weekend if day.weekday() >= 5 else 1.0)
        counts[day] = generate.poisson(chance, today)
    return counts


if __name__ == "__main__":
    is_tuning = "tuning" in sys.argv
    measured = summary(TUNING if is_tuning else MEASURED) | spikes_summary(TUNING[0] if is_tuning else MEASURED[0])
    for name, value in measured.items():
        print(f"{name}: {value:.3f}")
