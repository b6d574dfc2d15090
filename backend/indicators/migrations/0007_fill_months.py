"""Facts by month of what was counted by day before there were any, and how long the reports of each month took."""

from django.db import migrations

_PLACE = "ward_id, unit_id, category_id, zone_id"
# The month of a day, and that of a moment in the city, as its first day.
_POSTGRESQL = (
    "date_trunc('month', day)::date",
    "date_trunc('month', sent_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
)
_SQLITE = ("substr(day, 1, 7) || '-01'", "strftime('%Y-%m-01', substr(sent_at, 1, 19), '+7 hours')")


def empty(apps, editor):
    """Leave nothing, and let nobody fold until the end of this migration."""
    watermarks = apps.get_model("indicators", "Watermark").objects
    list(watermarks.select_for_update().filter(name="events"))
    for name in ("MonthFact", "MonthHours"):
        apps.get_model("indicators", name).objects.all().delete()


def fill(apps, editor):
    of_day, of_sending = _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE
    model = apps.get_model("indicators", "MonthFact")
    there = {"id", "first_day", "ward", "unit", "category", "zone"}
    measures = [field.column for field in model._meta.concrete_fields if field.name not in there]
    sums = ", ".join(f"sum({name})" for name in measures)
    statements = (
        f"INSERT INTO indicators_monthfact (first_day, {_PLACE}, {', '.join(measures)})"
        f" SELECT {of_day}, {_PLACE}, {sums} FROM indicators_dailyfact GROUP BY 1, {_PLACE}",
        f"INSERT INTO indicators_monthhours (first_day, {_PLACE}, hours, number)"
        f" SELECT {of_sending}, {_PLACE}, solved_hours, count(*) FROM indicators_counted"
        f" WHERE solved_hours IS NOT NULL AND NOT is_out GROUP BY 1, {_PLACE}, solved_hours",
    )
    with editor.connection.cursor() as cursor:
        empty(apps, editor)  # what a worker of this edition wrote since the tables were made
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_months")]

    operations = [migrations.RunPython(fill, empty)]
