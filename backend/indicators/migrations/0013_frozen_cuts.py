"""A closed month by street, hot spot, site and channel: never changed, on PostgreSQL never removed."""

import django.db.models.deletion
from django.db import migrations, models


TABLE = "indicators_frozencut"


def guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_is_closed BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION indicators_month_is_closed()"
        )
    else:
        editor.execute(
            f"CREATE TRIGGER {TABLE}_is_closed BEFORE UPDATE ON {TABLE}"
            " BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END"
        )


def unguard(apps, editor):
    on = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER {TABLE}_is_closed{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0012_first_actions'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenCut',
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
                ('cut', models.CharField(max_length=8)),
                ('key', models.CharField(max_length=20)),
                ('name', models.CharField(blank=True, max_length=250)),
                ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cuts', to='indicators.closedmonth')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('closed', 'cut', 'key'), name='indicators_cut_once')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
