"""News: hints about events, read from the history and written out once for all sockets."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection

from backend.indicators.alerts import RAISED
from backend.indicators.models import AlertMoment
from backend.reports.models import Event, Involvement, Kind, Screening
from backend.reports.models.standing import HELD_DENUNCIATION

RELOAD = json.dumps({"event": "reload"})


@dataclass(frozen=True)
class News:
    """One hint. ``text`` is for staff, ``public_text`` for anyone: of what is held it names no unit."""

    seq: int
    code: str
    text: str
    public_text: str
    is_public: bool
    is_denunciation: bool
    unit_ids: frozenset[int]


@dataclass(frozen=True)
class Page:
    """News in order; ``read_to`` is the last event looked at, ``is_all`` whether there is nothing after it."""

    news: tuple[News, ...]
    read_to: int
    is_all: bool


@dataclass(frozen=True)
class _Row:
    seq: int
    kind: str
    is_public: bool
    status: str
    screening: str
    report_id: int
    code: str
    held_as: str
    unit: str
    ward: str


_COLUMNS = (
    "seq", "kind", "is_public", "status", "screening",
    "report_id", "report__code", "report__held_as", "unit__code", "ward__code",
)  # fmt: skip


def latest_seq() -> int:
    """Return the ``seq`` of the newest event, 0 where there is none: what a page that shows this state has seen."""
    with connection.cursor() as cursor:  # asked with every page of the inbox: written out, it costs half
        cursor.execute("SELECT MAX(seq) FROM reports_event")
        (seq,) = cursor.fetchone()
    return seq or 0


def after(seq: int, *, most: int) -> Page:
    """Return what happened after ``seq``, ``most`` events at most. Two statements, one more where an alert is among."""
    events = Event.objects.filter(seq__gt=seq).order_by("seq").values_list(*_COLUMNS)
    rows = [_Row(*row) for row in events[:most]]
    of_reports = [row for row in rows if row.report_id]
    units = _units_of({row.report_id for row in of_reports})
    news = [_news(row, units.get(row.report_id, frozenset())) for row in of_reports]
    news += _of_alerts([row for row in rows if row.kind.startswith("alert_")])
    return Page(
        news=tuple(sorted(news, key=lambda one: one.seq)),
        read_to=rows[-1].seq if rows else seq,
        is_all=len(rows) < most,
    )


def _units_of(report_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    if report_ids:
        for report, unit in Involvement.objects.filter(report__in=report_ids).values_list("report", "unit"):
            found[report].add(unit)
    return {report: frozenset(units) for report, units in found.items()}


def _news(row: _Row, unit_ids: frozenset[int]) -> News:
    text = _text(row, unit=row.unit)
    return News(
        seq=row.seq,
        code=row.code,
        text=text,
        public_text=text if row.screening == Screening.CLEAR else _text(row, unit=""),
        is_public=row.is_public,
        is_denunciation=row.held_as == HELD_DENUNCIATION,
        unit_ids=unit_ids,
    )


def _of_alerts(rows: Collection[_Row]) -> list[News]:
    """Return hints about alerts, for the units that were told of them and for who reads all."""
    if not rows:
        return []
    kinds = {row.seq: row.kind for row in rows}
    units: dict[tuple[int, int], set[int]] = defaultdict(set)
    moments = AlertMoment.objects.filter(event__in=kinds).order_by("event_id")
    for seq, alert, unit in moments.values_list("event_id", "alert_id", "alert__units"):
        units[seq, alert] |= {unit} if unit else set()
    return [
        News(seq, "", text, text, is_public=False, is_denunciation=False, unit_ids=frozenset(told))
        for (seq, alert), told in units.items()
        for text in [_alert_text(seq, alert, kinds[seq])]
    ]


def _alert_text(seq: int, alert: int, kind: str) -> str:
    event = "alert.raised" if kind == RAISED else "alert.changed"
    return json.dumps({"event": event, "alert": alert, "code": "", "unit": "", "ward": "", "status": "", "seq": seq})


def _text(row: _Row, *, unit: str) -> str:
    event = "report.created" if row.kind == Kind.RECEIVED else "report.changed"
    message = {"event": event, "code": row.code, "unit": unit, "ward": row.ward, "status": row.status, "seq": row.seq}
    return json.dumps(message)
