"""What the database guards itself: events are written once, stay, and come in time; and what PostgreSQL finds fast.

An event is never updated nor removed, on neither database; PostgreSQL does not empty the table either. There a
transaction that writes events does not commit later than it said; SQLite has one writer, and who reads meanwhile reads
of the same machine.
"""

from django.db import migrations

from backend.reports.migrations._replaced import REPLACED

_SQLITE = (
    """
CREATE TRIGGER reports_event_is_never_updated BEFORE UPDATE ON reports_event
BEGIN SELECT RAISE(ABORT, 'an event is never updated'); END
""",
    """
CREATE TRIGGER reports_event_stays BEFORE DELETE ON reports_event
BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END
""",
)
_POSTGRESQL = """
CREATE FUNCTION reports_event_is_never_updated() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'an event is never updated'; END $$;
CREATE TRIGGER reports_event_is_never_updated BEFORE UPDATE ON reports_event
  FOR EACH ROW EXECUTE FUNCTION reports_event_is_never_updated();

CREATE FUNCTION reports_event_stays() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'an event is never removed'; END $$;
CREATE TRIGGER reports_event_stays BEFORE DELETE ON reports_event
  FOR EACH ROW EXECUTE FUNCTION reports_event_stays();
CREATE TRIGGER reports_event_all_stays BEFORE TRUNCATE ON reports_event
  FOR EACH STATEMENT EXECUTE FUNCTION reports_event_stays();

CREATE FUNCTION reports_event_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF clock_timestamp() > current_setting('reports.commit_by')::timestamptz THEN
    RAISE EXCEPTION 'a transaction that writes events lasted too long' USING ERRCODE = 'query_canceled';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reports_event_in_time AFTER INSERT ON reports_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (coalesce(current_setting('reports.commit_by', true), '') <> '')
  EXECUTE FUNCTION reports_event_in_time();
"""
_POSTGRESQL_BACK = """
DROP TRIGGER reports_event_in_time ON reports_event;
DROP TRIGGER reports_event_all_stays ON reports_event;
DROP TRIGGER reports_event_stays ON reports_event;
DROP TRIGGER reports_event_is_never_updated ON reports_event;
DROP FUNCTION reports_event_in_time();
DROP FUNCTION reports_event_stays();
DROP FUNCTION reports_event_is_never_updated();
"""
# Words are found by their parts. Events are written about in order of time: summaries of a few pages find what a month
# touched without reading them all. Open reports are few and lie on their own shelves: taken for independent, the two
# made the planner expect a thirtieth of the rows there are, and sort them all instead of walking along the index.
_FOUND_FAST = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX reports_search ON reports_report USING gin (search gin_trgm_ops);
CREATE INDEX reports_public_search ON reports_report USING gin (public_search gin_trgm_ops)
  WHERE published_at IS NOT NULL;
CREATE INDEX reports_event_moments ON reports_event
  USING brin (at, accept_by, resolve_by) WITH (autosummarize = on);
CREATE STATISTICS reports_inbox_shelves (mcv) ON unit_id, is_open, shelf FROM reports_involvement;
CREATE STATISTICS reports_report_shelves (mcv) ON is_open, status, screening FROM reports_report;
"""
_FOUND_FAST_BACK = """
DROP STATISTICS reports_report_shelves;
DROP STATISTICS reports_inbox_shelves;
DROP INDEX reports_event_moments;
DROP INDEX reports_public_search;
DROP INDEX reports_search;
"""


def guard(apps, editor):
    for statement in (_POSTGRESQL, _FOUND_FAST) if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


def unguard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_FOUND_FAST_BACK)
        editor.execute(_POSTGRESQL_BACK)
    else:
        editor.execute("DROP TRIGGER reports_event_stays")
        editor.execute("DROP TRIGGER reports_event_is_never_updated")


class Migration(migrations.Migration):
    replaces = REPLACED
    dependencies = [("reports", "0003_residents")]
    operations = [migrations.RunPython(guard, unguard)]
