"""Facts by month, large months counted ahead of their closing, and no seals on rows any more."""

import django.db.models.deletion
from django.db import migrations, models


def _no_longer_written(model):
    """Let rows be written without a seal; workers of the edition before still write it, so the column goes later."""
    field = models.CharField(blank=True, db_default="", max_length=64)
    yield migrations.AlterField(model_name=model, name="seal", field=field)
    gone = migrations.RemoveField(model_name=model, name="seal")
    yield migrations.SeparateDatabaseAndState(state_operations=[gone])


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0005_guarded'),
        ('places', '0001_places'),
        ('routing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PreparedMonth',
            fields=[
                ('first_day', models.DateField(primary_key=True, serialize=False)),
                ('upto', models.BigIntegerField(default=0)),
                ('content', models.BinaryField(default=b'')),
                ('seal', models.CharField(blank=True, max_length=64)),
                ('is_asked', models.BooleanField(default=False)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['first_day'],
            },
        ),
        *_no_longer_written("counted"),
        *_no_longer_written("reportmonth"),
        migrations.CreateModel(
            name='MonthFact',
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
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                ('zone', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.zone')),
            ],
            options={
                'ordering': ['first_day', 'id'],
                'constraints': [models.UniqueConstraint(fields=('first_day', 'ward', 'unit', 'category', 'zone'), name='indicators_fact_once_a_month')],
            },
        ),
        migrations.CreateModel(
            name='MonthHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField()),
                ('hours', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField(default=0)),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                ('zone', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.zone')),
            ],
            options={
                'verbose_name_plural': 'month hours',
                'ordering': ['first_day', 'id'],
                'constraints': [models.UniqueConstraint(fields=('first_day', 'ward', 'unit', 'category', 'zone', 'hours'), name='indicators_hours_once_a_month')],
            },
        ),
    ]
