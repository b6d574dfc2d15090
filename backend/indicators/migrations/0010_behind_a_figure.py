"""What stood open at a month's end, was passed on, changed or shown without a photo; the reports behind each figure.

What was folded before knows none of it: it is forgotten here, and the worker folds it anew from the first event. Months
closed before keep their figures, in the first edition. SQLite makes a table anew for a new column, and forgets its
guard.
"""

import django.db.models.deletion
from django.db import migrations, models


REMADE = ("indicators_closedmonth", "indicators_frozenfigure")


def guard_again(apps, editor):
    if editor.connection.vendor == "postgresql":
        return
    for table in REMADE:
        editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {table}_is_closed BEFORE UPDATE ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0009_documents'),
        ('places', '0003_private_sites'),
        ('reports', '0019_food_lately'),
        ('routing', '0001_initial'),
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
        migrations.AddField(
            model_name='closedmonth',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='corrected_late',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='open_at_end',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='overdue_at_end',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='reclassified',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='transferred',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dailyfact',
            name='without_photo',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='corrected_late',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='open_at_end',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='overdue_at_end',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='reclassified',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='transferred',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='without_photo',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='ReportMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received', models.PositiveIntegerField(default=0)),
                ('entered_by_staff', models.PositiveIntegerField(default=0)),
                ('accepted', models.PositiveIntegerField(default=0)),
                ('accept_due', models.PositiveIntegerField(default=0)),
                ('accepted_on_time', models.PositiveIntegerField(default=0)),
                ('resolved', models.PositiveIntegerField(default=0)),
                ('resolutions', models.PositiveIntegerField(default=0)),
                ('resolved_on_time', models.PositiveIntegerField(default=0)),
                ('late', models.PositiveIntegerField(default=0)),
                ('reopened', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('duplicate', models.PositiveIntegerField(default=0)),
                ('answered', models.PositiveIntegerField(default=0)),
                ('satisfied', models.PositiveIntegerField(default=0)),
                ('open_at_end', models.PositiveIntegerField(default=0)),
                ('overdue_at_end', models.PositiveIntegerField(default=0)),
                ('transferred', models.PositiveIntegerField(default=0)),
                ('reclassified', models.PositiveIntegerField(default=0)),
                ('corrected_late', models.PositiveIntegerField(default=0)),
                ('without_photo', models.PositiveIntegerField(default=0)),
                ('first_day', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
            ],
            options={
                'ordering': ['report_id', 'id'],
                'indexes': [models.Index(fields=['first_day', 'ward', '-report'], name='indicators_behind_ward'), models.Index(fields=['first_day', 'unit', '-report'], name='indicators_behind_unit'), models.Index(fields=['first_day', '-report', '-id'], name='indicators_behind_all')],
                'constraints': [models.UniqueConstraint(fields=('report', 'first_day', 'ward', 'unit', 'category'), name='indicators_report_month_once')],
            },
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
