"""Every figure of every month by SQL of its own, from the events alone: a second telling of the rules, to compare.

One recursive statement walks each report's events in their order and carries what the deadlines hang on; others read
what it saw. Nothing of ``tally`` is used. Events that were taken back (``undone``) are not told: there must be none.
"""

# ruff: noqa: S608  # every name in these statements is our own
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.db import connection

Key = tuple[str, int, int, int, str]  # month, ward, unit, category, measure
_RESPONSES = "('accepted','transfer_accepted','asked','rejected','merged')"
_GIVEN = "('transferred','handed_over','transfer_returned','recategorised','moved','rerouted')"
_MOVING = "('accepted','transfer_accepted','recategorised','level_set')"
_WAITED = "('answered','unanswered')"
_CORRECTING = "('recategorised','moved','handed_over')"
_OPEN = "('received','accepted','in_progress','needs_info')"


def recount(now: datetime) -> Counter[Key]:
    """Return every figure that is not zero, by month, ward, unit, category and measure, as of ``now`` (aware)."""
    dialect = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM reports_event WHERE kind = 'undone'")
        assert cursor.fetchone() == (0,)
        for name in ("walked", "counting"):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
        moment = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S" + dialect["zone"])
        for statement in (_COUNTING, "CREATE INDEX counting_by ON counting (report_id, number)", _WALKED, *_INDEXES):
            cursor.execute(statement.format(**dialect))
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE walked")
        found: Counter[Key] = Counter()
        for statement in _figures(dialect["month"].format, now=f"'{moment}'", ends=dialect["ends"]):
            cursor.execute(statement)
            for month, ward, unit, category, measure, number in cursor.fetchall():
                found[month, ward, unit, category, measure] += number
        for name in ("walked", "counting"):
            cursor.execute(f"DROP TABLE {name}")
    return +found


_INDEXES = (
    "CREATE INDEX walked_by ON walked (report_id, number)",
    "CREATE INDEX walked_out ON walked (report_id, was_out)",
)
_SQLITE = {
    "zone": "",
    "month": "strftime('%Y-%m', {0}, '+7 hours')",
    "soon": "julianday(e.at) <= julianday(w.resolved_at) + 7.0000001",
    "photo": "COALESCE(json_extract(data, '$.with_photo'), 0) = 1",
    "reason": "COALESCE(json_extract(data, '$.reason'), '')",
    "rating": "COALESCE(CAST(json_extract(data, '$.rating') AS TEXT), '')",
    "number": "CAST(NULL AS INTEGER)",
    "moment": "CAST(NULL AS TEXT)",
    "ends": "SELECT strftime('%Y-%m', first_day) AS month,"
    " strftime('%Y-%m-%d %H:%M:%S', first_day, '+1 month', '-7 hours') AS ends FROM"
    " (WITH RECURSIVE m(first_day) AS (SELECT date(MIN(at), '+7 hours', 'start of month') FROM reports_event"
    " UNION ALL SELECT date(first_day, '+1 month') FROM m WHERE first_day < '2027-01-01') SELECT first_day FROM m)",
}
_POSTGRESQL = {
    "zone": "+00",
    "month": "to_char({0} AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')",
    "soon": "e.at <= w.resolved_at + interval '7 days'",
    "photo": "COALESCE(data ->> 'with_photo', 'false') = 'true'",
    "reason": "COALESCE(data ->> 'reason', '')",
    "rating": "COALESCE(data ->> 'rating', '')",
    "number": "CAST(NULL AS integer)",
    "moment": "CAST(NULL AS timestamptz)",
    "ends": "SELECT to_char(first_day, 'YYYY-MM') AS month, (first_day + interval '1 month') AT TIME ZONE"
    " 'Asia/Ho_Chi_Minh' AS ends FROM (SELECT generate_series(date_trunc('month', MIN(at) AT TIME ZONE"
    " 'Asia/Ho_Chi_Minh'), timestamp '2027-01-01', interval '1 month') AS first_day FROM reports_event) AS m",
}
# Only reports whose last event says that they are clear.
_COUNTING = """
CREATE TEMPORARY TABLE counting AS
SELECT e.report_id, e.number, e.kind, e.at, e.actor_kind, e.ward_id, e.unit_id, e.category_id, e.status, e.accept_by,
       e.resolve_by, CASE WHEN e.kind = 'resolved' AND {photo} THEN 1 ELSE 0 END AS photo,
       CASE WHEN e.kind = 'rejected' THEN {reason} WHEN e.kind = 'closed' THEN {rating} ELSE '' END AS reason
FROM reports_event e
WHERE e.report_id IN (
  SELECT l.report_id FROM reports_event l JOIN
  (SELECT report_id, MAX(number) AS number FROM reports_event WHERE report_id IS NOT NULL GROUP BY report_id) AS last
  ON last.report_id = l.report_id AND last.number = l.number WHERE l.screening = 'clear')
"""
# due, accept_until, ...: as they stand after the event; the columns that begin with "was_": as they stood before it.
_WALKED = (
    """
CREATE TEMPORARY TABLE walked AS
WITH RECURSIVE w AS (
  SELECT report_id, number, kind, at, actor_kind, ward_id, unit_id, category_id, status, photo, reason,
         resolve_by AS due, accept_by AS accept_until, {moment} AS responded_at, {moment} AS asked_at,
         {number} AS out_number, {moment} AS out_at, {moment} AS resolved_at, 0 AS is_undone,
         {number} AS was_out, 0 AS was_late
  FROM counting WHERE number = 1
  UNION ALL
  SELECT e.report_id, e.number, e.kind, e.at, e.actor_kind, e.ward_id, e.unit_id, e.category_id, e.status, e.photo,
    e.reason,
    CASE WHEN w.resolved_at IS NOT NULL THEN w.due
         WHEN e.kind = 'reopened' THEN CASE WHEN w.out_at <= w.due THEN e.resolve_by ELSE w.due END
         WHEN (e.kind IN """
    + _MOVING
    + """ OR e.kind IN """
    + _WAITED
    + """ AND w.asked_at IS NOT NULL)
              AND NOT (w.due <= e.at AND NOT (w.asked_at IS NOT NULL AND w.asked_at < w.due)) THEN e.resolve_by
         ELSE w.due END,
    CASE WHEN e.kind IN """
    + _GIVEN
    + """ AND w.responded_at IS NULL AND e.at < w.accept_until THEN e.accept_by
         ELSE w.accept_until END,
    CASE WHEN e.kind = 'unmerged' AND w.responded_at = w.out_at THEN NULL
         WHEN w.responded_at IS NULL AND e.kind IN """
    + _RESPONSES
    + """ THEN e.at ELSE w.responded_at END,
    CASE WHEN e.status = w.status THEN w.asked_at WHEN e.status = 'needs_info' THEN e.at ELSE NULL END,
    CASE WHEN e.kind IN ('rejected','merged') THEN e.number WHEN e.kind IN ('reopened','unmerged') THEN NULL
         ELSE w.out_number END,
    CASE WHEN e.kind IN ('rejected','merged') THEN e.at WHEN e.kind IN ('reopened','unmerged') THEN NULL
         ELSE w.out_at END,
    CASE WHEN w.resolved_at IS NULL AND e.kind = 'resolved' THEN e.at ELSE w.resolved_at END,
    CASE WHEN e.kind = 'reopened' AND w.out_number IS NULL AND w.resolved_at IS NOT NULL AND {soon} THEN 1
         ELSE w.is_undone END,
    w.out_number,
    CASE WHEN w.resolved_at IS NOT NULL OR (w.due <= e.at AND NOT (w.asked_at IS NOT NULL AND w.asked_at < w.due))
         THEN 1 ELSE 0 END
  FROM w JOIN counting e ON e.report_id = w.report_id AND e.number = w.number + 1
)
SELECT * FROM w
"""
)
_E, _P = "e.ward_id, e.unit_id, e.category_id", "p.ward_id, p.unit_id, p.category_id"
_LAST = "NOT EXISTS (SELECT 1 FROM walked n WHERE n.report_id = e.report_id AND n.number = e.number + 1)"
_BEFORE = "JOIN walked p ON p.report_id = e.report_id AND p.number = e.number - 1"
_FIRST_OF = (
    "NOT EXISTS (SELECT 1 FROM walked f WHERE f.report_id = e.report_id AND f.number < e.number AND f.kind IN {kinds})"
)
_CHANGED = f"e.kind IN {_CORRECTING} AND (e.ward_id <> p.ward_id OR e.category_id <> p.category_id)"


def _figures(month: Callable[[str], str], *, now: str, ends: str) -> Iterator[str]:
    """Yield the statements, each with rows of month, ward, unit, category, measure and number."""
    at = month("e.at")
    back = f"b.kind = 'unmerged' OR b.kind = 'reopened' AND {month('b.at')} = {at}"
    stays = f"NOT EXISTS (SELECT 1 FROM walked b WHERE b.report_id = e.report_id AND b.was_out = e.number AND ({back}))"
    accepting = "('accepted','transfer_accepted')"
    resolving = "('resolved')"
    by_events = {
        "received": "e.number = 1",
        "entered_by_staff": "e.number = 1 AND e.actor_kind = 'staff'",
        "accepted": f"e.kind IN {accepting} AND {_FIRST_OF.format(kinds=accepting)}",
        "resolved": f"e.kind = 'resolved' AND {_FIRST_OF.format(kinds=resolving)}",
        "resolutions": "e.kind = 'resolved'",
        "without_photo": "e.kind = 'resolved' AND e.photo = 0",
        "reopened": "e.kind = 'reopened' AND e.was_out IS NULL",
        "refused": f"e.kind = 'rejected' AND {stays}",
        "duplicate": f"e.kind = 'merged' AND {stays}",
        "satisfied": "e.kind = 'closed' AND e.actor_kind = 'reporter' AND e.reason NOT IN ('1','2')",
        "answered": "e.actor_kind = 'reporter' AND (e.kind = 'closed' OR e.kind = 'reopened' AND e.was_out IS NULL)",
    }
    for measure, where in by_events.items():
        yield f"SELECT {at}, {_E}, '{measure}', COUNT(*) FROM walked e WHERE {where} GROUP BY 1, {_E}"
    why = f"SELECT {at}, {_E}, 'refused:' || e.reason, COUNT(*) FROM walked e"
    yield f"{why} WHERE e.kind = 'rejected' AND {stays} GROUP BY 1, {_E}, 5"
    changes = {
        "transferred": "e.kind = 'transferred'",
        "reclassified": _CHANGED,
        "corrected_late": f"{_CHANGED} AND e.was_late = 1",
    }
    for measure, where in changes.items():
        yield f"SELECT {at}, {_P}, '{measure}', COUNT(*) FROM walked e {_BEFORE} WHERE {where} GROUP BY 1, {_P}"
    yield from _deadlines(month, now=now)
    yield from _month_ends(now=now, ends=ends)


def _deadlines(month: Callable[[str], str], *, now: str) -> Iterator[str]:
    """Yield what fell due: the state of the last event says when, the event in force then says where."""
    falls = "e.due <= {now} AND NOT (e.out_at IS NOT NULL AND e.out_at <= e.due)"
    falls += " AND NOT (e.asked_at IS NOT NULL AND e.asked_at < e.due)"
    on_time = "e.resolved_at IS NOT NULL AND e.resolved_at <= e.due AND e.is_undone = 0"
    cases = {
        "accept_due": ("accept_until", "e.accept_until <= {now}"),
        "accepted_on_time": ("accept_until", "e.accept_until <= {now} AND e.responded_at <= e.accept_until"),
        "resolved_on_time": ("due", f"{falls} AND {on_time}"),
        "late": ("due", f"{falls} AND NOT ({on_time})"),
    }
    for measure, (moment, where) in cases.items():
        number = (
            f"COALESCE((SELECT MAX(s.number) FROM walked s WHERE s.report_id = e.report_id AND s.at <= e.{moment}), 1)"
        )
        yield (
            f"SELECT {month('e.' + moment)}, {_P}, '{measure}', COUNT(*) FROM walked e JOIN walked p"
            f" ON p.report_id = e.report_id AND p.number = {number}"
            f" WHERE {_LAST} AND {where.format(now=now)} GROUP BY 1, {_P}"
        )


def _month_ends(*, now: str, ends: str) -> Iterator[str]:
    """Yield what was open, and what overdue, at each month's end: the last event before it says so."""
    later = "n.report_id = e.report_id AND n.number = e.number + 1 AND n.at < m.ends"
    last = f"FROM ({ends}) m JOIN counting e ON e.at < m.ends AND NOT EXISTS (SELECT 1 FROM counting n WHERE {later})"
    rows = f"{last} WHERE m.ends <= {now} AND e.status IN {_OPEN}"
    late = "e.resolve_by <= m.ends AND e.status <> 'needs_info'"
    yield f"SELECT m.month, {_E}, 'open_at_end', COUNT(*) {rows} GROUP BY 1, {_E}"
    yield f"SELECT m.month, {_E}, 'overdue_at_end', COUNT(*) {rows} AND {late} GROUP BY 1, {_E}"
