"""Streets, wards and circles are followed, by letter or by browser."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
        ('reports', '0013_guard_once_more'),
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            name='AreaFollower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=32)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('lat', models.FloatField(blank=True, null=True)),
                ('lon', models.FloatField(blank=True, null=True)),
                ('radius_m', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('group', models.CharField(blank=True, choices=[('environment', 'Môi trường'), ('food', 'An toàn thực phẩm'), ('order', 'Trật tự đô thị'), ('traffic', 'Giao thông và hạ tầng')], max_length=20)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Browser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endpoint', models.CharField(max_length=500)),
                ('p256dh', models.CharField(max_length=100)),
                ('auth', models.CharField(max_length=40)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='contact',
            name='reports_contact_reachable_or_erased',
        ),
        migrations.AddField(
            model_name='contact',
            name='by_browser',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='follower',
            name='is_reporter',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='follower',
            name='contact',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)s', to='reports.contact'),
        ),
        migrations.AlterField(
            model_name='follower',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='reports.event'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['street', '-created_at', '-id'], name='reports_public_street'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by_browser', False), ('email', ''), ('erased_at__isnull', False), ('name', ''), ('phone', '')), models.Q(('erased_at__isnull', True), models.Q(('by_browser', False), ('email', ''), ('name', ''), ('phone', ''), _negated=True)), _connector='OR'), name='reports_contact_reachable_or_erased'),
        ),
        migrations.AddField(
            model_name='areafollower',
            name='contact',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)s', to='reports.contact'),
        ),
        migrations.AddField(
            model_name='areafollower',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='reports.event'),
        ),
        migrations.AddField(
            model_name='areafollower',
            name='street',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.street'),
        ),
        migrations.AddField(
            model_name='areafollower',
            name='ward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward'),
        ),
        migrations.AddField(
            model_name='browser',
            name='contact',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='browser', to='reports.contact'),
        ),
        migrations.AddIndex(
            model_name='areafollower',
            index=models.Index(fields=['address', 'asked_at'], name='reports_area_asked'),
        ),
        migrations.AddConstraint(
            model_name='areafollower',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None), ('radius_m', None), ('street__isnull', False), ('ward__isnull', True)), models.Q(('lat', None), ('lon', None), ('radius_m', None), ('street__isnull', True), ('ward__isnull', False)), models.Q(('street__isnull', True), ('ward__isnull', True), ('lat__isnull', False), ('lon__isnull', False), ('radius_m__isnull', False), ('lat__range', (-90, 90)), ('lon__range', (-180, 180)), ('radius_m__gt', 0)), _connector='OR'), name='reports_area_is_one'),
        ),
        migrations.AddIndex(
            model_name='browser',
            index=models.Index(fields=['endpoint'], name='reports_browser_endpoint'),
        ),
    ]
