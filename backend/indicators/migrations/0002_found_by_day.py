"""Facts are found by day: three indexes less to keep while millions of events are folded."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0001_initial'),
        ('places', '0001_initial'),
        ('routing', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dailyfact',
            name='category',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category'),
        ),
        migrations.AlterField(
            model_name='dailyfact',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit'),
        ),
        migrations.AlterField(
            model_name='dailyfact',
            name='ward',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward'),
        ),
    ]
