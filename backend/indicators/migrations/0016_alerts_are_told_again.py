"""How often an alert was told again, because nobody took note of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0015_sealed_for_good")]
    operations = [
        migrations.AddField(model_name="alert", name="rung", field=models.PositiveSmallIntegerField(default=0)),
    ]
