"""Letters, pushes, tickets of live pages, webhooks, and partners with their parcels."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from backend.core.tables import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('notifications', '0001_letters'),
        ('notifications', '0002_push'),
        ('notifications', '0003_live_tickets'),
        ('notifications', '0004_partners'),
        ('notifications', '0005_webhooks'),
        ('notifications', '0006_partner_speech'),
    ]
    dependencies = [
        ('accounts', '0001_people'),
        ('reports', '0003_residents'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Webhook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='accounts.programkey')),
                    ('url', models.CharField(max_length=500)),
                    ('turns', models.JSONField(default=list)),
                    ('salt', models.CharField(max_length=32)),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                    ('read_to', models.BigIntegerField()),
                    ('tried_at', models.DateTimeField()),
                    ('failures', models.PositiveIntegerField(default=0)),
                    ('failing_since', models.DateTimeField(blank=True, null=True)),
                    ('waits_until', models.DateTimeField(blank=True, null=True)),
                    ('disabled_at', models.DateTimeField(blank=True, null=True)),
                    ('disabled_code', models.CharField(blank=True, max_length=40)),
                    ('removed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('disabled_at__isnull', True), models.Q(('disabled_code', ''), _negated=True), _connector='OR'), name='notifications_webhook_off_says_why'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('webhook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notifications.webhook')),
                    ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event')),
                    ('not_before', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('tried_at', models.DateTimeField(blank=True, null=True)),
                    ('took_ms', models.PositiveIntegerField(blank=True, null=True)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('gave_up_at', models.DateTimeField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, max_length=40)),
                    ('replayed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name_plural': 'deliveries',
                    'ordering': ['-id'],
                    'indexes': [
                        models.Index(condition=models.Q(('gave_up_at__isnull', True), ('sent_at__isnull', True)), fields=['webhook', 'not_before', 'id'], name='notifications_delivery_due'),
                        models.Index(fields=['webhook', '-id'], name='notifications_delivery_log'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('webhook', 'event'), name='notifications_delivery_once'),
                        models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('gave_up_at__isnull', True), _connector='OR'), name='notifications_delivery_sent_or_given_up'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Cursor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reader', models.CharField(max_length=20, unique=True)),
                    ('seq', models.BigIntegerField(default=0)),
                ],
                options={
                    'ordering': ['reader', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='reports.event')),
                    ('recipient', models.CharField(max_length=70)),
                    ('carrier', models.CharField(choices=[('email', 'thư điện tử'), ('sms', 'tin nhắn'), ('push', 'thông báo trên trình duyệt'), ('call', 'gọi lại')], max_length=6)),
                    ('not_before', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('gave_up_at', models.DateTimeField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, max_length=40)),
                ],
                options={
                    'ordering': ['not_before', 'id'],
                    'indexes': [
                        models.Index(condition=models.Q(('gave_up_at__isnull', True), ('sent_at__isnull', True), models.Q(('carrier', 'call'), _negated=True)), fields=['not_before', 'id'], name='notifications_due'),
                        models.Index(condition=models.Q(('carrier', 'call'), ('gave_up_at__isnull', True), ('sent_at__isnull', True)), fields=['event'], name='notifications_call'),
                        models.Index(condition=models.Q(('gave_up_at__isnull', False)), fields=['-gave_up_at', '-id'], name='notifications_given_up'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('event', 'recipient', 'carrier'), name='notifications_letter_once'),
                        models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('gave_up_at__isnull', True), _connector='OR'), name='notifications_letter_sent_or_given_up'),
                        models.CheckConstraint(condition=models.Q(('gave_up_at__isnull', True), models.Q(('last_error', ''), _negated=True), _connector='OR'), name='notifications_letter_given_up_says_why'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PushSubscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to=settings.AUTH_USER_MODEL)),
                    ('endpoint', models.CharField(max_length=500, unique=True)),
                    ('p256dh', models.CharField(max_length=100)),
                    ('auth', models.CharField(max_length=40)),
                    ('browser', models.CharField(blank=True, max_length=200)),
                    ('created_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='LiveTicket',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('token', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.apitoken')),
                    ('session_key', models.CharField(blank=True, max_length=40)),
                    ('auth_hash', models.CharField(max_length=128)),
                    ('expires_at', models.DateTimeField(db_index=True)),
                ],
                options={
                    'ordering': ['-id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('token__isnull', True), models.Q(('session_key', ''), _negated=True)), models.Q(('session_key', ''), ('token__isnull', False)), _connector='OR'), name='notifications_ticket_rests_on_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Partner',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, unique=True)),
                    ('endpoint', models.CharField(max_length=300)),
                    ('jurisdiction_id', models.CharField(blank=True, max_length=100)),
                    ('sealed_key', models.CharField(blank=True, max_length=500)),
                    ('services', models.JSONField(default=dict)),
                    ('speaks', models.CharField(choices=[('json', 'JSON'), ('xml', 'XML')], default='json', max_length=4)),
                    ('is_followed', models.BooleanField(default=False)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['name', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Parcel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='reports.report')),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event')),
                    ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='notifications.partner')),
                    ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('not_before', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('posting_at', models.DateTimeField(blank=True, null=True)),
                    ('remote_id', models.CharField(blank=True, max_length=100)),
                    ('remote_token', models.CharField(blank=True, max_length=200)),
                    ('remote_status', models.CharField(blank=True, max_length=40)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('gave_up_at', models.DateTimeField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, max_length=40)),
                    ('polled_at', models.DateTimeField(blank=True, null=True)),
                    ('is_over', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['not_before', 'id'],
                    'indexes': [
                        models.Index(condition=models.Q(('gave_up_at__isnull', True), ('sent_at__isnull', True)), fields=['not_before', 'id'], name='notifications_parcel_due'),
                        models.Index(condition=models.Q(('is_over', False), ('sent_at__isnull', False)), fields=['polled_at', 'id'], name='notifications_parcel_asked'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('report', 'partner'), name='notifications_parcel_once'),
                        models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('gave_up_at__isnull', True), _connector='OR'), name='notifications_parcel_sent_or_given_up'),
                    ],
                },
            ),
        ]),
    ]
