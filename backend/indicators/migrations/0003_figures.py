"""Figures folded from events: by day, by zone, and the reports behind a month."""

import django.db.models.deletion
from django.db import migrations, models

from backend.core.tables import MakeTables
from backend.indicators.migrations._replaced import REPLACED


class Migration(migrations.Migration):
    replaces = REPLACED
    dependencies = [
        ('indicators', '0002_alerts'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Zone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64, unique=True)),
                    ('of_14', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('of_13', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('of_4', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='DailyFact',
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
                    ('day', models.DateField()),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                    ('zone', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.zone')),
                ],
                options={
                    'ordering': ['day', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('day', 'ward', 'unit', 'category', 'zone'), name='indicators_fact_once_a_day'),
                        models.CheckConstraint(condition=models.Q(('accepted_on_time__lte', models.F('accept_due'))), name='indicators_on_time_was_due'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DailyRefusal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                    ('zone', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.zone')),
                    ('reason', models.CharField(max_length=20)),
                    ('number', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['day', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('day', 'ward', 'unit', 'category', 'zone', 'reason'), name='indicators_refusal_once_a_day'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Counted',
                fields=[
                    ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='counted', serialize=False, to='reports.report')),
                    ('facts', models.JSONField(default=list)),
                    ('next_due', models.DateTimeField(blank=True, null=True)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('ward', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('category', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                    ('solved_hours', models.PositiveIntegerField(blank=True, null=True)),
                    ('is_out', models.BooleanField(default=False)),
                    ('zone', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.zone')),
                    ('seal', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'verbose_name_plural': 'counted',
                    'ordering': ['report_id'],
                    'indexes': [
                        models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['sent_at'], name='indicators_sent'),
                        models.Index(condition=models.Q(('next_due__isnull', False)), fields=['next_due'], name='indicators_next_due'),
                    ],
                },
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
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
                    ('first_day', models.DateField()),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                    ('reason', models.CharField(blank=True, max_length=20)),
                    ('seal', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'ordering': ['report_id', 'id'],
                    'indexes': [
                        models.Index(fields=['first_day', 'ward', '-report'], name='indicators_behind_ward'),
                        models.Index(fields=['first_day', 'unit', '-report'], name='indicators_behind_unit'),
                        models.Index(fields=['first_day', '-report', '-id'], name='indicators_behind_all'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('report', 'first_day', 'ward', 'unit', 'category'), name='indicators_report_month_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Watermark',
                fields=[
                    ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                    ('seq', models.BigIntegerField(default=0)),
                ],
                options={
                    'ordering': ['name'],
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
        ]),
    ]
