"""Food reports are watched as they come in: within a minute a cluster is an alert, and what belongs to it joins it.

Reads new events behind a watermark of its own. Without a new food report a round costs two statements; with one it
reads the cases of three days and of the year before, both found by an index. Safe in several workers at once: whoever
moves the watermark looks, the others find nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from backend.core import edition
from backend.indicators.alerts import RAISED, NewAlert, Telling, grown, raised, tell
from backend.indicators.checklist import add_missing_items
from backend.indicators.food_names import ill_of, names_of
from backend.indicators.models import Alert, AlertKind, AlertReport, Outcome, Watermark
from backend.indicators.outbreak import LONGEST, Case, Cluster, Open, look
from backend.indicators.usual import Usual
from backend.indicators.watching import circle, names_shared, opened, widened
from backend.places.geometry import flat, round_earth
from backend.places.in_force import SET_OF_14
from backend.places.ward_sets import kept_wards
from backend.reports.models import Event, Kind, Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing.models import Group

MARK = "food_alerts"
YEAR = timedelta(days=364)
_WINDOW = 20_000  # events to a transaction
_NEW = (Kind.RECEIVED, Kind.RELEASED, Kind.RECATEGORISED, Kind.MOVED, Kind.REOPENED, Kind.UNDONE)
_SKEW = timedelta(minutes=5)  # the clock of the machine that took a report may be so far ahead of this one
_POISONING = "food_poisoning"
_COLUMNS = (
    "pk", "created_at", "lat", "lon", "ward_of_14_id", "ward_id", "category__code", "answers", "contact__phone",
)  # fmt: skip


def watch(now: datetime) -> int:
    """Look at every food report that came in until ``now`` (aware); return how many alerts were raised."""
    mark = Watermark.objects.filter(name=MARK).values_list("seq", flat=True).first()
    if mark is None:
        mark = _begin(now)
    last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    number = 0
    while mark < last:
        upto = min(last, mark + _WINDOW)
        number += _one_window(mark, upto, now=now)
        mark = upto
    return number


def _begin(now: datetime) -> int:
    """Begin with what came in within three days: what is older is no news. Once in the life of a database."""
    add_missing_items()  # so that the district may edit them before the first alert
    first = Event.objects.filter(at__gt=now - LONGEST).order_by("seq").values_list("seq", flat=True).first()
    last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    seq = last if first is None else first - 1
    return Watermark.objects.get_or_create(name=MARK, defaults={"seq": seq})[0].seq


def _one_window(mark: int, upto: int, *, now: datetime) -> int:
    """Look at the events of one window. What is read to learn from is read before anything is locked."""
    events = Event.objects.filter(seq__gt=mark, seq__lte=upto, kind__in=_NEW, category__group=Group.FOOD)
    fresh = {one for one in events.values_list("report_id", flat=True) if one}
    if not fresh:
        Watermark.objects.filter(name=MARK, seq=mark).update(seq=upto)
        return 0
    edition.refresh()
    recent, usual = _cases(now - LONGEST, now + _SKEW), _learnt(now)
    with transaction.atomic():
        if not Watermark.objects.filter(name=MARK, seq=mark).update(seq=upto):
            return 0  # another worker was faster
        return _look_at(fresh, recent, usual, now=now)


def _look_at(fresh: set[int], recent: Sequence[Case], usual: Usual, *, now: datetime) -> int:
    taken = _taken(recent)
    watched = {alert.pk: (alert, _open(alert)) for alert in _open_alerts(now)}
    over = [(alert, _open(alert)) for alert in _confirmed_alerts(now)]
    tellings: list[Telling] = []
    for case in recent:
        if case.report not in fresh or case.report in taken:
            continue
        home = next((pk for pk, (_alert, covers) in watched.items() if covers.takes(case)), None)
        if home is not None:
            alert, covers = watched[home]
            watched[home] = (alert, widened(covers, case))
            told = grown(alert, [case.report], last_at=case.at, now=now)
            tellings += [told] if told else []
            taken.add(case.report)
        elif cluster := look(case, [one for one in recent if one.report not in taken], usual):
            told = _raised(cluster, now=now)
            watched[told.alert.pk] = (told.alert, opened(cluster, alert=told.alert.pk))
            tellings.append(told)
            taken |= {one.report for one in cluster.cases}
        else:
            tellings += _came_late(case, over, now=now)
    tell(tellings, now=now)
    return sum(one.kind == RAISED for one in tellings)


def _taken(recent: Sequence[Case]) -> set[int]:
    """Return those of the cases that are in an alert. Who came to a closed one may still be part of another."""
    rows = AlertReport.objects.filter(report__in=[one.report for one in recent])
    return set(rows.exclude(joined_at__gt=F("alert__closed_at")).values_list("report", flat=True))


def _came_late(case: Case, over: Sequence[tuple[Alert, Open]], *, now: datetime) -> Sequence[Telling]:
    """Note that the case belongs to an outbreak that is over: its alert stays closed, its list becomes whole."""
    for alert, covers in over:
        if covers.takes(case):
            told = grown(alert, [case.report], last_at=case.at, now=now)
            return [told] if told else []
    return []


def _cases(since: datetime, until: datetime) -> list[Case]:
    """Return the food reports that came in between two moments and count, the oldest first. One statement.

    What was refused, merged, held or is spam does not count; of several from one telephone in a day the first alone.
    """
    rows = Report.objects.filter(_COUNTS, group=Group.FOOD, created_at__gt=since, created_at__lte=until)
    return list(_of_different_people(rows.order_by("created_at", "id").values_list(*_COLUMNS)))


_COUNTS = (
    Q(screening=Screening.CLEAR)
    & ~Q(held_as=HELD_DENUNCIATION)  # only its own units may know of it
    & ~Q(status__in=(Status.REJECTED, Status.DUPLICATE))
)


def _of_different_people(rows: Iterable[Sequence[Any]]) -> Iterator[Case]:
    last_from: dict[str, datetime] = {}
    for *columns, phone in rows:
        case = _case(columns)
        if phone and phone in last_from and case.at - last_from[phone] < timedelta(days=1):
            continue
        last_from[phone] = case.at
        yield case


def _case(columns: Sequence[Any]) -> Case:
    pk, at, lat, lon, of_14, ward, category, answers = columns
    x, y = flat(lat, lon)
    ill = ill_of(answers)
    is_ill = category == _POISONING or ill > 0 or "people_ill" in (answers.get("food_problem") or ())
    return Case(pk, at, x, y, of_14 or ward, is_ill, names_of(answers), ill)


def _learnt(now: datetime) -> Usual:
    """Return what is usual, from the year before the days that are looked at, without what was a real outbreak."""
    until = now - LONGEST
    cases = _cases(until - YEAR, until)
    real = AlertReport.objects.filter(alert__outcome=Outcome.CONFIRMED, alert__kind=AlertKind.OUTBREAK)
    left_out = set(real.values_list("report_id", flat=True))
    began = cases[0].at if cases else until
    past = [one for one in cases if one.report not in left_out]
    wards = kept_wards().on(SET_OF_14)
    areas = {ward.pk: shape.area for ward, shape in zip(wards.wards, wards.polygons, strict=True)} if wards else {}
    return Usual(past, since=began, until=until, areas_m2=areas)


def _open_alerts(now: datetime) -> list[Alert]:
    lately = Alert.objects.open().filter(kind=AlertKind.OUTBREAK, last_report_at__gt=now - LONGEST)
    return list(lately.order_by("id"))


def _confirmed_alerts(now: datetime) -> list[Alert]:
    """Return the alerts of real outbreaks that were closed while more may still be reported of them."""
    over = Alert.objects.filter(kind=AlertKind.OUTBREAK, outcome=Outcome.CONFIRMED, last_report_at__gt=now - LONGEST)
    return list(over.order_by("id"))


def _open(alert: Alert) -> Open:
    x, y = flat(alert.lat, alert.lon)
    names = frozenset(alert.names)
    return Open(alert.pk, x, y, alert.radius_m, names, opened_at=alert.opened_at, last_at=alert.last_report_at)


def _raised(cluster: Cluster, *, now: datetime) -> Telling:
    x, y, radius_m = circle(cluster)
    numbers = [one.report for one in cluster.cases]
    rows = list(Report.objects.filter(pk__in=numbers).select_related("street", "site").order_by("created_at", "id"))
    ward = Counter(row.ward_id for row in rows).most_common(1)[0][0]
    return raised(
        NewAlert(
            kind=AlertKind.OUTBREAK,
            group=Group.FOOD,
            ward_id=ward,
            point=round_earth(x, y),
            radius_m=radius_m,
            reports=numbers,
            units={row.unit_id for row in rows},
            wards={row.ward_id for row in rows},
            first_report_at=cluster.cases[0].at,
            last_report_at=cluster.cases[-1].at,
            place=place_of(rows),
            names=sorted(names_shared(cluster)),
            evidence=_evidence(cluster),
        ),
        now=now,
    )


def place_of(rows: Sequence[Report]) -> str:
    """Return what the place of most of the reports is called: a site, else a street."""
    said = Counter(str(row.site or row.street) for row in rows if row.site or row.street)
    return said.most_common(1)[0][0] if said else ""


def _evidence(cluster: Cluster) -> dict[str, object]:
    return {
        "reports": len(cluster.cases),
        "ill": sum(one.ill for one in cluster.cases),
        "why": cluster.why.partition(":")[0],
        "expected": float(f"{cluster.expected:.3g}"),
        "p": float(f"{cluster.p:.3g}"),
        "window_h": round(cluster.window.total_seconds() / 3600),
    }
