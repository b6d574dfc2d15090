"""Before a copy comes back: servers and workers that still run are counted, further sessions of our own are not."""

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from backend.backups import postgres

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def others() -> int:
    """Ask as a new transaction does: within one, what was seen of the sessions stays as it was seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
    return postgres.others()


def session(**more: str) -> "psycopg.Connection[tuple[object, ...]]":
    told = connection.settings_dict
    place = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    given = {name: value for name, value in place.items() if value}
    return psycopg.connect(make_conninfo(**given, dbname=told["NAME"], **more))


def test_a_server_that_still_runs_is_counted_and_our_own_pool_is_not() -> None:
    before = others()
    with session(application_name=connection.settings_dict["OPTIONS"]["application_name"]):
        assert others() == before
    with session(application_name="longbien-of-another"), session():
        assert others() == before + 2
