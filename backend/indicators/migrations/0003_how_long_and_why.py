"""How long reports took, why they were refused, who was satisfied; and the last restore drill.

What was folded before knows none of it: it is forgotten here, and the worker folds it anew from the first event.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0002_found_by_day'),
        ('places', '0001_initial'),
        ('reports', '0013_guard_once_more'),
        ('routing', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            [
                "DELETE FROM indicators_dailyfact",
                "DELETE FROM indicators_counted",
                "UPDATE indicators_watermark SET seq = 0 WHERE name = 'events'",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name='DailyRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reason', models.CharField(max_length=20)),
                ('number', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('took_s', models.PositiveIntegerField(default=0)),
                ('rows', models.PositiveBigIntegerField(default=0)),
                ('is_ok', models.BooleanField()),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='counted',
            name='category',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category'),
        ),
        migrations.AddField(
            model_name='counted',
            name='is_out',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='counted',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='counted',
            name='solved_hours',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='counted',
            name='unit',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit'),
        ),
        migrations.AddField(
            model_name='counted',
            name='ward',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward'),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='answered',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='satisfied',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='counted',
            index=models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['sent_at'], name='indicators_sent'),
        ),
        migrations.AddField(
            model_name='dailyrefusal',
            name='category',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category'),
        ),
        migrations.AddField(
            model_name='dailyrefusal',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit'),
        ),
        migrations.AddField(
            model_name='dailyrefusal',
            name='ward',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward'),
        ),
        migrations.AddConstraint(
            model_name='dailyrefusal',
            constraint=models.UniqueConstraint(fields=('day', 'ward', 'unit', 'category', 'reason'), name='indicators_refusal_once_a_day'),
        ),
    ]
