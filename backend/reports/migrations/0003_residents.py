"""Who follows and supports reports, and how often residents send."""

import django.db.models.deletion
from django.db import migrations, models

from backend.core.tables import MakeTables
from backend.reports.migrations._replaced import REPLACED


class Migration(migrations.Migration):
    replaces = REPLACED
    dependencies = [
        ('reports', '0002_work'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Browser',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='browser', to='reports.contact')),
                    ('endpoint', models.CharField(max_length=500)),
                    ('p256dh', models.CharField(max_length=100)),
                    ('auth', models.CharField(max_length=40)),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(fields=['endpoint'], name='reports_browser_endpoint'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Supporter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='supported_by', to='reports.report')),
                    ('visitor', models.CharField(max_length=32)),
                    ('since', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('report', 'visitor'), name='reports_supporter_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Follower',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)s', to='reports.contact')),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='reports.event')),
                    ('address', models.CharField(max_length=32)),
                    ('asked_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('stopped_at', models.DateTimeField(blank=True, null=True)),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='reports.report')),
                    ('is_reporter', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(condition=models.Q(('confirmed_at__isnull', False), ('stopped_at__isnull', True)), fields=['report', 'id'], name='reports_follower_of'),
                        models.Index(fields=['address', 'asked_at'], name='reports_follower_asked'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AreaFollower',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)s', to='reports.contact')),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='reports.event')),
                    ('address', models.CharField(max_length=32)),
                    ('asked_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('stopped_at', models.DateTimeField(blank=True, null=True)),
                    ('street', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.street')),
                    ('ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('lat', models.FloatField(blank=True, null=True)),
                    ('lon', models.FloatField(blank=True, null=True)),
                    ('radius_m', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('group', models.CharField(blank=True, choices=[('environment', 'Môi trường'), ('food', 'An toàn thực phẩm'), ('order', 'Trật tự đô thị'), ('traffic', 'Giao thông và hạ tầng')], max_length=20)),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(fields=['address', 'asked_at'], name='reports_area_asked'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None), ('radius_m', None), ('street__isnull', False), ('ward__isnull', True)), models.Q(('lat', None), ('lon', None), ('radius_m', None), ('street__isnull', True), ('ward__isnull', False)), models.Q(('street__isnull', True), ('ward__isnull', True), ('lat__isnull', False), ('lon__isnull', False), ('radius_m__isnull', False), ('lat__range', (-90, 90)), ('lon__range', (-180, 180)), ('radius_m__gt', 0)), _connector='OR'), name='reports_area_is_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AreaDigest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                    ('seq', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['day'],
                },
            ),
            migrations.CreateModel(
                name='Mark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                    ('weight', models.PositiveBigIntegerField(default=1)),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(fields=['key', 'at', 'weight'], name='reports_mark_counted'),
                        models.Index(fields=['at'], name='reports_mark_old'),
                    ],
                },
            ),
        ]),
    ]
