"""Which request an event came from; without a default, so that SQLite adds the column in place and the guards stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0028_what_names_people_ends")]
    operations = [migrations.AddField("event", "trace", models.UUIDField(null=True, blank=True, editable=False))]
