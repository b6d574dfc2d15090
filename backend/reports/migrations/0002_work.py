"""What staff do with reports."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from backend.core.tables import MakeTables
from backend.reports.migrations._replaced import REPLACED


class Migration(migrations.Migration):
    replaces = REPLACED
    dependencies = [
        ('reports', '0001_reports'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Involvement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='involvements', to='reports.report')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('part', models.CharField(choices=[('charge', 'Chủ trì'), ('with', 'Phối hợp')], max_length=6)),
                    ('shelf', models.CharField(choices=[('new', 'Mới'), ('work', 'Đang xử lý'), ('waiting', 'Chờ bổ sung'), ('done', 'Đã xong'), ('unverified', 'Chờ xác minh'), ('spam', 'Tin rác')], max_length=10)),
                    ('is_open', models.BooleanField()),
                    ('is_returned', models.BooleanField(default=False)),
                    ('resolve_by', models.DateTimeField()),
                ],
                options={
                    'ordering': ['report_id', 'id'],
                    'indexes': [
                        models.Index(condition=models.Q(('is_open', True)), fields=['unit', 'resolve_by', 'report', 'shelf'], name='reports_inbox_due'),
                        models.Index(condition=models.Q(('is_open', True)), fields=['unit', 'shelf', 'resolve_by', 'report'], name='reports_inbox'),
                        models.Index(condition=models.Q(('is_open', False)), fields=['unit', '-report'], name='reports_inbox_done'),
                        models.Index(condition=models.Q(('is_open', True), ('is_returned', True)), fields=['unit', 'resolve_by', 'report'], name='reports_inbox_returned'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('report', 'unit'), name='reports_involvement_once'),
                        models.UniqueConstraint(condition=models.Q(('part', 'charge')), fields=('report',), name='reports_involvement_one_in_charge'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Transfer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='transfers', to='reports.report')),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='transfer', to='reports.event')),
                    ('decided_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event')),
                    ('from_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('to_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('state', models.CharField(choices=[('pending', 'chờ đơn vị nhận'), ('accepted', 'đã nhận'), ('returned', 'đã trả lại')], default='pending', max_length=8)),
                    ('is_handover', models.BooleanField(default=False)),
                    ('answer_by', models.DateTimeField()),
                    ('status_before', models.CharField(choices=[('received', 'Mới nhận'), ('accepted', 'Đã tiếp nhận'), ('in_progress', 'Đang xử lý'), ('needs_info', 'Chờ bổ sung'), ('resolved', 'Đã xử lý'), ('closed', 'Đã đóng'), ('rejected', 'Từ chối'), ('duplicate', 'Trùng')], max_length=12)),
                    ('accept_by_before', models.DateTimeField()),
                    ('accepted_at_before', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(fields=['report', 'id'], name='reports_transfer_of'),
                        models.Index(condition=models.Q(('state', 'pending')), fields=['answer_by'], name='reports_transfer_pending'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('report',), name='reports_transfer_one_pending'),
                        models.CheckConstraint(condition=models.Q(('from_unit', models.F('to_unit')), _negated=True), name='reports_transfer_to_another'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('decided_by__isnull', False)), _connector='OR'), name='reports_transfer_decided_by_an_event'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Cooperation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cooperations', to='reports.report')),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cooperation', to='reports.event')),
                    ('answered_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event')),
                    ('asking_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('answer_by', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(fields=['report', 'id'], name='reports_cooperation_of'),
                        models.Index(condition=models.Q(('answered_by__isnull', True)), fields=['answer_by'], name='reports_cooperation_open'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('answered_by__isnull', True)), fields=('report', 'unit'), name='reports_cooperation_one_open'),
                        models.CheckConstraint(condition=models.Q(('asking_unit', models.F('unit')), _negated=True), name='reports_cooperation_of_another'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Extension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='reports.report')),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='extension', to='reports.event')),
                    ('decided_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event')),
                    ('state', models.CharField(choices=[('asked', 'chờ duyệt'), ('approved', 'đã duyệt'), ('refused', 'không duyệt')], default='asked', max_length=8)),
                    ('until', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(fields=['report', 'id'], name='reports_extension_of'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('report',), name='reports_extension_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_by__isnull', False)), _connector='OR'), name='reports_extension_decided_by_an_event'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Undo',
                fields=[
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='undo', serialize=False, to='reports.event')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('before', models.JSONField()),
                    ('version_after', models.PositiveIntegerField()),
                    ('until', models.DateTimeField()),
                    ('batch', models.UUIDField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['event_id'],
                    'indexes': [
                        models.Index(fields=['until'], name='reports_undo_until'),
                        models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='reports_undo_batch'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Mention',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='reports.event')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to=settings.AUTH_USER_MODEL)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [
                        models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['user', '-id'], name='reports_mention_new'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('event', 'user'), name='reports_mention_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReplyTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=60, unique=True)),
                    ('name', models.CharField(max_length=120)),
                    ('step', models.CharField(choices=[('accepted', 'Tiếp nhận'), ('asked', 'Hỏi thêm'), ('resolved', 'Báo đã xử lý'), ('rejected', 'Từ chối'), ('transferred', 'Chuyển đơn vị'), ('cooperation', 'Mời phối hợp'), ('extended', 'Xin gia hạn'), ('noted', 'Ghi chú nội bộ')], max_length=12)),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='routing.category')),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='routing.unit')),
                    ('body', models.TextField()),
                    ('body_en', models.TextField(blank=True)),
                    ('is_active', models.BooleanField(default=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'ordering': ['step', 'name', 'id'],
                },
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='routing.unit')),
                    ('name', models.CharField(max_length=60)),
                    ('query', models.CharField(max_length=600)),
                    ('is_default', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['name', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('user', 'name'), name='reports_view_name_once'),
                        models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('user',), name='reports_view_one_default'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='reports.report')),
                    ('rung', models.CharField(choices=[('due_soon', 'sắp đến hạn'), ('not_accepted', 'quá hạn tiếp nhận'), ('overdue', 'quá hạn xử lý'), ('long_overdue', 'quá hạn một ngày làm việc')], max_length=12)),
                    ('due', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('report', 'rung', 'due'), name='reports_reminder_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DutyCall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='duty_calls', to='reports.report')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('called_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('report', 'user'), name='reports_duty_call_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Digest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                ],
                options={
                    'ordering': ['day'],
                },
            ),
            migrations.CreateModel(
                name='OutsideLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outside_links', to='reports.report')),
                    ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event')),
                    ('url', models.CharField(max_length=1000)),
                ],
                options={
                    'ordering': ['report_id', 'id'],
                },
            ),
            migrations.CreateModel(
                name='DoneOnce',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('key', models.UUIDField()),
                    ('digest', models.CharField(max_length=64)),
                    ('answer', models.JSONField(null=True)),
                    ('at', models.DateTimeField(db_index=True)),
                ],
                options={
                    'verbose_name_plural': 'done once',
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('user', 'key'), name='reports_done_once'),
                    ],
                },
            ),
        ]),
    ]
