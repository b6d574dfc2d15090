"""The public list's index also knows place and kind: a circle of the last months is found without the rows."""

from django.db import migrations, models

from backend.core.besides import AddIndexBesides, RemoveIndexBesides


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reports", "0004_guarded")]

    operations = [
        AddIndexBesides(
            model_name="report",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["-created_at", "-id"],
                include=("lat", "lon", "category"),
                name="reports_public_lately",
            ),
        ),
        RemoveIndexBesides(model_name="report", name="reports_public"),
    ]
