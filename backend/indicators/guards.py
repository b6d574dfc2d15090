"""The guards by which the database itself keeps events, closed months, values, signed documents; which are missing."""

from collections.abc import Iterator

from django.db import connection

# A table and what its guards end with; by these names the migrations made them.
_GUARDS = {
    "reports_event": ("is_never_updated", "stays"),
    "indicators_closedmonth": ("is_closed", "stays"),
    "indicators_frozenfigure": ("is_closed", "stays"),
    "indicators_frozendetail": ("is_closed", "stays"),
    "indicators_frozenshare": ("is_closed", "stays"),
    "indicators_frozenaction": ("is_closed", "stays"),
    "indicators_frozencut": ("is_closed", "stays"),
    "indicators_enteredvalue": ("is_kept", "stays"),
    "indicators_valuedecision": ("is_kept", "stays"),
    "indicators_fedvalue": ("is_kept", "stays"),
    "indicators_document": ("update_sealed", "stays"),
    "indicators_documentfile": ("insert_sealed", "update_sealed", "stays"),
    "indicators_documenttext": ("insert_sealed", "update_sealed", "stays"),
}
_BESIDE = ("indicators_two_people",)
_ON_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_ON_POSTGRESQL = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"


def missing_guards() -> Iterator[str]:
    """Yield the names of guards that were taken away or switched off. One statement."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(_ON_POSTGRESQL if is_postgresql else _ON_SQLITE)
        there = {name for (name,) in cursor.fetchall()}
    wanted = [f"{table}_{end}" for table, ends in _GUARDS.items() for end in ends]
    if is_postgresql:
        wanted += [f"{table}_all_stays" for table in _GUARDS]
    yield from sorted({*wanted, *_BESIDE} - there)
