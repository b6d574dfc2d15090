"""What the database guards itself: what is frozen, decided or signed is never changed and stays.

A closed month with all that is frozen in it, a value, the decision on it and what was fed at a closing are written
once. Who entered a value does not decide on it. A document is sealed once it is signed and its files are made; what
people wrote, once it is signed; its files once they are made with the name, which is a moment later.

On PostgreSQL the tables are not emptied either. SQLite replaces a row without telling the guard of removals, so that
it refuses a row under a number that is there.
"""

from django.db import migrations

from backend.indicators.migrations._replaced import REPLACED

_OF_A_MONTH = ("closedmonth", "frozenfigure", "frozendetail", "frozenshare", "frozenaction", "frozencut")
FROZEN = tuple(f"indicators_{name}" for name in _OF_A_MONTH)
VALUES = ("indicators_enteredvalue", "indicators_valuedecision", "indicators_fedvalue")
DOCUMENT, FILE, TEXT = "indicators_document", "indicators_documentfile", "indicators_documenttext"

# Tables that are written once: how their guards' names end, PostgreSQL's function, what it says.
WRITTEN_ONCE = (
    (FROZEN, "is_closed", "indicators_month_is_closed", "a closed month is never changed"),
    (VALUES, "is_kept", "indicators_value_is_kept", "a value is never changed"),
)
OWN = "SELECT 1 FROM indicators_enteredvalue WHERE id = NEW.value_id AND entered_by_id = NEW.decided_by_id"
OF_NEW = "(SELECT count(*) FROM indicators_document d WHERE d.id = NEW.document_id AND d.signed_at IS NOT NULL{more}) > 0"
OF_OLD = "EXISTS (SELECT 1 FROM indicators_document d WHERE d.id = OLD.document_id AND d.signed_at IS NOT NULL{more})"
MADE = " AND d.state = 'done'"
SEALED = (
    (DOCUMENT, "UPDATE", "OLD.signed_at IS NOT NULL AND OLD.state = 'done'"),
    (FILE, "INSERT", OF_NEW.format(more=MADE)),
    (FILE, "UPDATE", OF_NEW.format(more=MADE)),
    (TEXT, "INSERT", OF_NEW.format(more="")),
    (TEXT, "UPDATE", OF_NEW.format(more="")),
)
# What stays: a table, in which case ("" is always), and what its guard says.
STAYS = (
    *((table, "", "a closed month stays") for table in FROZEN),
    *((table, "", "a value stays") for table in VALUES),
    (DOCUMENT, "OLD.signed_at IS NOT NULL", "a signed document stays"),
    (FILE, OF_OLD.format(more=MADE), "a signed document stays"),
    (TEXT, OF_OLD.format(more=""), "a signed document stays"),
)
NOT_TWICE = (
    (VALUES[0], f"SELECT 1 FROM {VALUES[0]} WHERE id = NEW.id", "a value stays"),
    (VALUES[1], f"SELECT 1 FROM {VALUES[1]} WHERE id = NEW.id OR value_id = NEW.value_id", "a value stays"),
    (DOCUMENT, f"SELECT 1 FROM {DOCUMENT} WHERE id = NEW.id AND signed_at IS NOT NULL", "a signed document stays"),
)


def guard(apps, editor):
    statements = _on_postgresql() if editor.connection.vendor == "postgresql" else _on_sqlite()
    for statement in statements:
        editor.execute(statement)


def _on_sqlite():
    """Yield the triggers of SQLite."""
    for tables, ends, _, says in WRITTEN_ONCE:
        for table in tables:
            yield _refusal(f"{table}_{ends}", f"UPDATE ON {table}", says)
    yield _refusal(
        "indicators_two_people", f"INSERT ON {VALUES[1]} WHEN EXISTS ({OWN})", "a second person decides"
    )
    for table, does, condition in SEALED:
        name = f"{table}_{does.lower()}_sealed"
        yield _refusal(name, f"{does} ON {table} WHEN {condition}", "a signed document is never changed")
    for table, condition, says in STAYS:
        yield _refusal(f"{table}_stays", f"DELETE ON {table}" + (f" WHEN {condition}" if condition else ""), says)
    for table, there, says in NOT_TWICE:
        yield _refusal(f"{table}_once_stays", f"INSERT ON {table} WHEN EXISTS ({there})", says)


def _refusal(name, when, says):
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"


def _on_postgresql():
    """Yield the functions and triggers of PostgreSQL."""
    for tables, ends, function, says in WRITTEN_ONCE:
        yield _function(function, f"RAISE EXCEPTION '{says}';")
        for table in tables:
            yield _trigger(f"{table}_{ends}", f"UPDATE OR DELETE ON {table}", function)
    refuses = "RAISE EXCEPTION 'a second person decides' USING ERRCODE = 'check_violation';"
    yield _function("indicators_two_people", f"IF EXISTS ({OWN}) THEN {refuses} END IF; RETURN NEW;")
    yield _trigger("indicators_two_people", f"INSERT ON {VALUES[1]}")
    for table, does, condition in SEALED:
        name = f"{table}_{does.lower()}_sealed"
        refuses = "RAISE EXCEPTION 'a signed document is never changed';"
        yield _function(name, f"IF {condition} THEN {refuses} END IF; RETURN NEW;")
        yield _trigger(name, f"{does} ON {table}")
    for table, condition, says in STAYS:
        refuses = f"RAISE EXCEPTION '{says}';"
        of_a_row = f"IF {condition} THEN {refuses} END IF;" if condition else refuses
        yield _function(f"{table}_stays", f"{of_a_row} RETURN OLD;")
        yield _trigger(f"{table}_stays", f"DELETE ON {table}")
        yield _function(f"{table}_all_stays", refuses)
        yield _trigger(f"{table}_all_stays", f"TRUNCATE ON {table}", each="STATEMENT")


def _function(name, body):
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(name, when, function="", each="ROW"):
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH {each} EXECUTE FUNCTION {function or name}()"


def unguard(apps, editor):
    """Take away what ``guard`` made; PostgreSQL's triggers go with their functions."""
    is_postgresql = editor.connection.vendor == "postgresql"
    for statement in _on_postgresql() if is_postgresql else _on_sqlite():
        what, name = statement.split(maxsplit=3)[1:3]
        if is_postgresql and what == "FUNCTION":
            editor.execute(f"DROP FUNCTION {name} CASCADE")
        elif not is_postgresql:
            editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    replaces = REPLACED
    dependencies = [("indicators", "0004_closed_and_signed")]
    operations = [migrations.RunPython(guard, unguard)]
