"""The public list's index also knows place and kind: a circle of the last months is found without the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_guarded")]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["-created_at", "-id"],
                include=("lat", "lon", "category"),
                name="reports_public_lately",
            ),
        ),
        migrations.RemoveIndex(model_name="report", name="reports_public"),
    ]
