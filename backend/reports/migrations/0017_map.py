"""The public map finds what was solved lately."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0016_arrivals")]
    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["resolved_at", "lat", "lon"],
                name="reports_solved_map",
                condition=models.Q(is_open=False),
            ),
        )
    ]
