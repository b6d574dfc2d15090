"""What the database guards itself: a closed month and its figures are never changed; on PostgreSQL never removed.

SQLite empties tables by deleting rows, for tests too; there a missing row is found by ``verify_month``.
"""

from django.db import migrations

TABLES = ("indicators_closedmonth", "indicators_frozenfigure", "indicators_frozendetail")


def guard(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    if is_postgresql:
        editor.execute(
            "CREATE FUNCTION indicators_month_is_closed() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'a closed month is never changed'; END $$"
        )
    for table in TABLES:
        if is_postgresql:
            editor.execute(
                f"CREATE TRIGGER {table}_is_closed BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION indicators_month_is_closed()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {table}_is_closed BEFORE UPDATE ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END"
            )


def unguard(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_is_closed" + (f" ON {table}" if is_postgresql else ""))
    if is_postgresql:
        editor.execute("DROP FUNCTION indicators_month_is_closed()")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_closed_months")]
    operations = [migrations.RunPython(guard, unguard)]
