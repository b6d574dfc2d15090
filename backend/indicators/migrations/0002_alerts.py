"""Alerts with their reports and steps, and hot spots proposed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from backend.core.tables import MakeTables
from backend.indicators.migrations._replaced import REPLACED


class Migration(migrations.Migration):
    replaces = REPLACED
    dependencies = [
        ('indicators', '0001_programme'),
        ('places', '0001_places'),
        ('reports', '0003_residents'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Alert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('outbreak', 'cảnh báo an toàn thực phẩm'), ('spike', 'số phản ánh tăng bất thường')], max_length=10)),
                    ('state', models.CharField(choices=[('raised', 'mới báo'), ('acknowledged', 'đã nhận tin'), ('working', 'đang xử lý'), ('closed', 'đã kết thúc')], default='raised', max_length=12)),
                    ('group', models.CharField(choices=[('environment', 'Môi trường'), ('food', 'An toàn thực phẩm'), ('order', 'Trật tự đô thị'), ('traffic', 'Giao thông và hạ tầng')], max_length=20)),
                    ('category', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('place', models.CharField(blank=True, max_length=200)),
                    ('lat', models.FloatField()),
                    ('lon', models.FloatField()),
                    ('radius_m', models.PositiveSmallIntegerField()),
                    ('names', models.JSONField(blank=True, default=list)),
                    ('evidence', models.JSONField(default=dict)),
                    ('first_report_at', models.DateTimeField()),
                    ('last_report_at', models.DateTimeField()),
                    ('opened_at', models.DateTimeField()),
                    ('rung', models.PositiveSmallIntegerField(default=0)),
                    ('first_action_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('confirmed', 'có thật'), ('unconfirmed', 'chưa đủ căn cứ'), ('false', 'báo nhầm')], max_length=12)),
                    ('findings', models.TextField(blank=True)),
                    ('units', models.ManyToManyField(related_name='+', to='routing.unit')),
                ],
                options={
                    'ordering': ['-opened_at', '-id'],
                    'indexes': [
                        models.Index(fields=['-opened_at', '-id'], name='indicators_alert_newest'),
                        models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['kind', 'last_report_at'], name='indicators_alert_open'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='indicators_alert_is_on_earth'),
                        models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True), models.Q(('findings', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='indicators_closed_alert_says_what_was_found'),
                        models.CheckConstraint(condition=models.Q(('state', 'raised'), ('first_action_at__isnull', False), _connector='OR'), name='indicators_alert_moved_by_an_act'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AlertReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='indicators.alert')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='reports.report')),
                    ('joined_at', models.DateTimeField()),
                    ('came_later', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('alert', 'report'), name='indicators_alert_report_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AlertMoment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='indicators.alert')),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event')),
                ],
                options={
                    'ordering': ['event_id'],
                },
            ),
            migrations.CreateModel(
                name='ChecklistItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True, verbose_name='mã')),
                    ('kind', models.CharField(choices=[('outbreak', 'cảnh báo an toàn thực phẩm'), ('spike', 'số phản ánh tăng bất thường')], max_length=10, verbose_name='loại cảnh báo')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                    ('name', models.CharField(max_length=200, verbose_name='việc cần làm')),
                    ('name_en', models.CharField(max_length=200, verbose_name='tên tiếng Anh')),
                    ('active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ],
                options={
                    'verbose_name': 'việc cần làm ngay',
                    'verbose_name_plural': 'việc cần làm ngay',
                    'ordering': ['kind', 'order', 'id'],
                },
            ),
            migrations.CreateModel(
                name='AlertStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='indicators.alert')),
                    ('code', models.CharField(max_length=40)),
                    ('order', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('name_en', models.CharField(max_length=200)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('note', models.CharField(blank=True, max_length=500)),
                ],
                options={
                    'ordering': ['alert', 'order', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('alert', 'code'), name='indicators_alert_step_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='indicators_alert_step_has_a_name'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HotspotProposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('group', models.CharField(choices=[('environment', 'Môi trường'), ('food', 'An toàn thực phẩm'), ('order', 'Trật tự đô thị'), ('traffic', 'Giao thông và hạ tầng')], max_length=20)),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('place', models.CharField(max_length=200)),
                    ('lat', models.FloatField()),
                    ('lon', models.FloatField()),
                    ('radius_m', models.PositiveSmallIntegerField()),
                    ('reports', models.PositiveIntegerField()),
                    ('months', models.PositiveSmallIntegerField()),
                    ('found_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('proposed', 'chờ quyết định'), ('accepted', 'đã công nhận'), ('refused', 'không công nhận')], default='proposed', max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('hotspot', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.hotspot')),
                ],
                options={
                    'ordering': ['-reports', '-id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='indicators_proposal_is_on_earth'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='indicators_proposal_decided_with_a_reason'),
                    ],
                },
            ),
        ]),
    ]
