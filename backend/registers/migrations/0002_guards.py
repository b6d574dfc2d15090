"""What the database guards itself: states and changes of an entry are written once, never updated."""

from django.db import migrations

TABLES = ("registers_staterow", "registers_change")


def guard(apps, editor):
    for table in TABLES:
        name = f"{table}_is_never_updated"
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION 'what was written of an entry is never updated'; END $$"
            )
            editor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'what was written of an entry is never updated'); END"
            )


def unguard(apps, editor):
    for table in TABLES:
        name = f"{table}_is_never_updated"
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {name} ON {table}")
            editor.execute(f"DROP FUNCTION {name}()")
        else:
            editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
