"""Alerts with their reports, timeline and first actions, and hot spots that are proposed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0006_programme'),
        ('places', '0003_private_sites'),
        ('reports', '0019_food_lately'),
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('outbreak', 'cảnh báo an toàn thực phẩm'), ('spike', 'số phản ánh tăng bất thường')], max_length=10)),
                ('state', models.CharField(choices=[('raised', 'mới báo'), ('acknowledged', 'đã nhận tin'), ('working', 'đang xử lý'), ('closed', 'đã kết thúc')], default='raised', max_length=12)),
                ('group', models.CharField(choices=[('environment', 'Môi trường'), ('food', 'An toàn thực phẩm'), ('order', 'Trật tự đô thị'), ('traffic', 'Giao thông và hạ tầng')], max_length=20)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('lat', models.FloatField()),
                ('lon', models.FloatField()),
                ('radius_m', models.PositiveSmallIntegerField()),
                ('names', models.JSONField(blank=True, default=list)),
                ('evidence', models.JSONField(default=dict)),
                ('first_report_at', models.DateTimeField()),
                ('last_report_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('first_action_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('confirmed', 'có thật'), ('unconfirmed', 'chưa đủ căn cứ'), ('false', 'báo nhầm')], max_length=12)),
                ('findings', models.TextField(blank=True)),
                ('category', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                ('units', models.ManyToManyField(related_name='+', to='routing.unit')),
                ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
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
            name='AlertReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField()),
                ('came_later', models.BooleanField(default=False)),
                ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='indicators.alert')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='reports.report')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AlertStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='indicators.alert')),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['alert', 'order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HotspotProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('environment', 'Môi trường'), ('food', 'An toàn thực phẩm'), ('order', 'Trật tự đô thị'), ('traffic', 'Giao thông và hạ tầng')], max_length=20)),
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
                ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
            ],
            options={
                'ordering': ['-reports', '-id'],
            },
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['-opened_at', '-id'], name='indicators_alert_newest'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['kind', 'last_report_at'], name='indicators_alert_open'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='indicators_alert_is_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True), models.Q(('findings', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='indicators_closed_alert_says_what_was_found'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'raised'), ('first_action_at__isnull', False), _connector='OR'), name='indicators_alert_moved_by_an_act'),
        ),
        migrations.AddConstraint(
            model_name='alertreport',
            constraint=models.UniqueConstraint(fields=('alert', 'report'), name='indicators_alert_report_once'),
        ),
        migrations.AddConstraint(
            model_name='alertstep',
            constraint=models.UniqueConstraint(fields=('alert', 'code'), name='indicators_alert_step_once'),
        ),
        migrations.AddConstraint(
            model_name='alertstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='indicators_alert_step_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='hotspotproposal',
            constraint=models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='indicators_proposal_is_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='hotspotproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='indicators_proposal_decided_with_a_reason'),
        ),
    ]
