"""Rows that are read in pieces are those that would be read at once."""

import pytest
from django.db import DatabaseError, connection
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast, Concat

from backend.core.stream import streamed
from backend.places.models import Street
from backend.routing.models import Category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]


def test_rows_come_as_from_django_and_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.core.stream._AT_ONCE", 7)
    text = Concat(Cast("pk", TextField()), Value("|"), F("name"), output_field=TextField())
    rows = Street.objects.order_by("-pk").values_list("pk", "name", text)
    assert list(streamed(rows)) == list(rows)
    assert len(rows) > 7


def test_what_is_asked_for_may_be_limited_by_values() -> None:
    rows = Category.objects.filter(code="household_waste", order__gte=0).order_by("pk").values_list("code", "active")
    assert list(streamed(rows)) == list(rows)
    assert list(streamed(Category.objects.filter(code="none").order_by("pk").values_list("code"))) == []


def test_after_the_last_row_the_connection_is_free() -> None:
    for _row in streamed(Street.objects.order_by("pk").values_list("pk")):
        pass
    assert Street.objects.exists()


def test_an_error_of_the_database_is_one_of_django() -> None:
    broken = Func(Value("x"), function="no_such_function", output_field=TextField())
    with pytest.raises(DatabaseError):
        list(streamed(Street.objects.order_by("pk").values_list(broken)))
    connection.set_rollback(True)
