"""A closing seals the history it was counted from; what is frozen, signed or decided stays: no database removes it.

On PostgreSQL the tables are not emptied either. SQLite replaces a row without telling the guard of removals, so that
it refuses a row under a number that is there. It makes a table anew for a new column, and forgets its guards.
"""

from django.db import migrations, models

_OF_A_MONTH = ("closedmonth", "frozenfigure", "frozendetail", "frozenshare", "frozenaction", "frozencut")
FROZEN = {f"indicators_{name}": "a closed month stays" for name in _OF_A_MONTH}
VALUES = {f"indicators_{name}": "a value stays" for name in ("enteredvalue", "valuedecision", "fedvalue")}
SIGNED = "a signed document stays"
OF_SIGNED = "EXISTS (SELECT 1 FROM indicators_document d WHERE d.id = OLD.document_id AND d.signed_at IS NOT NULL"
# A document stays once it is signed; its files once they are made with the name, which is a moment later.
DOCUMENTS = {
    "indicators_document": "OLD.signed_at IS NOT NULL",
    "indicators_documentfile": f"{OF_SIGNED} AND d.state = 'done')",
    "indicators_documenttext": f"{OF_SIGNED})",
}
NOT_TWICE = {
    "indicators_enteredvalue": "SELECT 1 FROM indicators_enteredvalue WHERE id = NEW.id",
    "indicators_valuedecision": "SELECT 1 FROM indicators_valuedecision WHERE id = NEW.id OR value_id = NEW.value_id",
    "indicators_document": "SELECT 1 FROM indicators_document WHERE id = NEW.id AND signed_at IS NOT NULL",
}


def guard(apps, editor):
    conditions = dict.fromkeys((*FROZEN, *VALUES), "") | DOCUMENTS
    for table, condition in conditions.items():
        says = (FROZEN | VALUES).get(table, SIGNED)
        if editor.connection.vendor == "postgresql":
            _guard_on_postgresql(editor, table, condition, says)
        else:
            when = f" WHEN {condition}" if condition else ""
            editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}{when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
    if editor.connection.vendor == "postgresql":
        return
    for table, there in NOT_TWICE.items():
        says = VALUES.get(table, SIGNED)
        editor.execute(
            f"CREATE TRIGGER {table}_once_stays BEFORE INSERT ON {table} WHEN EXISTS ({there})"
            f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
    editor.execute(
        "CREATE TRIGGER IF NOT EXISTS indicators_closedmonth_is_closed BEFORE UPDATE ON indicators_closedmonth"
        " BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END"
    )


def _guard_on_postgresql(editor, table, condition, says):
    raises = f"RAISE EXCEPTION '{says}';"
    of_a_row = f"IF {condition} THEN {raises} END IF;" if condition else raises
    editor.execute(
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {of_a_row} RETURN OLD; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
    )
    editor.execute(
        f"CREATE FUNCTION {table}_all_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raises} END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {table}_all_stays BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_all_stays()"
    )


def unguard(apps, editor):
    for table in (*FROZEN, *VALUES, *DOCUMENTS):
        if editor.connection.vendor == "postgresql":
            for name in (f"{table}_stays", f"{table}_all_stays"):
                editor.execute(f"DROP TRIGGER {name} ON {table}")
                editor.execute(f"DROP FUNCTION {name}()")
        else:
            editor.execute(f"DROP TRIGGER {table}_stays")
    if editor.connection.vendor != "postgresql":
        for table in NOT_TWICE:
            editor.execute(f"DROP TRIGGER {table}_once_stays")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0014_seals")]
    operations = [
        migrations.AddField("closedmonth", "history", models.CharField(blank=True, default="", max_length=64)),
        migrations.RunPython(guard, unguard),
    ]
