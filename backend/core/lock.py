"""Rows are locked by themselves, before they are read with what belongs to them."""

from typing import Any

from django.db import OperationalError, connections
from django.db.models import QuerySet


def lock(rows: "QuerySet[Any]", *, no_key: bool = False) -> None:
    """Lock ``rows`` until the transaction ends, by their keys. One statement, where there is anything to lock.

    Locked and joined in one statement, PostgreSQL would leave out a row of which a colleague changed the other side
    (its ward, its unit) while the statement waited: of what is joined it keeps what it saw first. SQLite locks nothing.
    """
    if connections[rows.db].features.has_select_for_update:
        list(rows.order_by("pk").select_for_update(no_key=no_key).values_list("pk"))


def waited_too_long(failure: OperationalError) -> bool:
    """Whether PostgreSQL gave up waiting for a row that somebody else holds (lock_timeout, 55P03)."""
    return getattr(failure.__cause__, "sqlstate", "") == "55P03"
