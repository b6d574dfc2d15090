"""Wards, streets, units and categories in the test database: loaded once, put back after a test that empties tables."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from pytest_django import DjangoDbBlocker

from backend.core import edition
from backend.places.load import load as load_places
from backend.routing.load import load as load_routing

LABELS = ("core", "places", "routing")
_WRITES = ("INSERT", "UPDATE", "DELETE")


def tables() -> list[type[models.Model]]:
    """Return the models of the reference data, in the order in which their rows can be written."""
    return [model for label in LABELS for model in apps.get_app_config(label).get_models()]


class Watch:
    """Notices statements that change the reference data, so that what is kept in memory is forgotten only then."""

    def __init__(self) -> None:
        self.has_seen_a_change = False
        self._names = [f'"{model._meta.db_table}"' for model in tables()]

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        words = str(sql)  # it may be composed
        if words.startswith(_WRITES) and any(name in words.split("(", 1)[0] for name in self._names):
            self.has_seen_a_change = True
        return execute(sql, params, many, context)

    def watching(self) -> AbstractContextManager[None]:
        return connection.execute_wrapper(self)


class Reference:
    """The rows as loaded. A test of its own transactions ends with empty tables; the next test finds them full."""

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        self._blocker = blocker
        self._rows: list[tuple[type[models.Model], Sequence[models.Model]]] = []
        self.is_gone = False

    def load(self) -> None:
        """Load the district's own data and remember the rows."""
        with self._blocker.unblock():
            load_places()
            load_routing()
            self._rows = [(model, list(model._default_manager.order_by("pk"))) for model in tables()]

    def put_back(self) -> None:
        """Write the rows again, under their old keys, if a test took them away."""
        if not self.is_gone:
            return
        with self._blocker.unblock(), transaction.atomic():
            if not any(model._default_manager.exists() for model, _rows in self._rows):  # a skipped test took nothing
                for model, rows in self._rows:
                    model._default_manager.bulk_create(rows, batch_size=500)
        edition.forget()
        self.is_gone = False
