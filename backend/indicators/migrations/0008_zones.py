"""Facts know the zone of their reports' points, so that figures can be restated on any ward set.

What was folded before does not: it is forgotten here, and the worker folds it anew from the first event.
"""

import django.db.models.deletion
from django.db import migrations, models

ZONE = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": "indicators.zone"}
WARD = {
    "blank": True,
    "db_index": False,
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "places.ward",
}


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0007_alerts"),
        ("places", "0001_initial"),
        ("reports", "0019_food_lately"),
        ("routing", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "DELETE FROM indicators_dailyfact",
                "DELETE FROM indicators_dailyrefusal",
                "DELETE FROM indicators_counted",
                "UPDATE indicators_watermark SET seq = 0 WHERE name = 'events'",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("of_14", models.ForeignKey(**WARD)),
                ("of_13", models.ForeignKey(**WARD)),
                ("of_4", models.ForeignKey(**WARD)),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RemoveConstraint(model_name="dailyfact", name="indicators_fact_once_a_day"),
        migrations.RemoveConstraint(model_name="dailyrefusal", name="indicators_refusal_once_a_day"),
        migrations.AddField(model_name="dailyfact", name="zone", field=models.ForeignKey(**ZONE)),
        migrations.AddField(model_name="dailyrefusal", name="zone", field=models.ForeignKey(**ZONE)),
        migrations.AddField(model_name="counted", name="zone", field=models.ForeignKey(**ZONE)),
        migrations.AddConstraint(
            model_name="dailyfact",
            constraint=models.UniqueConstraint(
                fields=("day", "ward", "unit", "category", "zone"), name="indicators_fact_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="dailyrefusal",
            constraint=models.UniqueConstraint(
                fields=("day", "ward", "unit", "category", "zone", "reason"), name="indicators_refusal_once_a_day"
            ),
        ),
    ]
