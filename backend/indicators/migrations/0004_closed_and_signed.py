"""Closed months with all that is frozen in them, and signed documents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from backend.core.tables import MakeTables
from backend.indicators.migrations._replaced import REPLACED


class Migration(migrations.Migration):
    replaces = REPLACED
    dependencies = [
        ('indicators', '0003_figures'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='ClosedMonth',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_day', models.DateField()),
                    ('revision', models.PositiveSmallIntegerField()),
                    ('reason', models.TextField(blank=True)),
                    ('upto', models.BigIntegerField()),
                    ('closed_at', models.DateTimeField()),
                    ('closed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('signed_as', models.CharField(max_length=120)),
                    ('history', models.CharField(blank=True, default='', max_length=64)),
                    ('edition', models.PositiveSmallIntegerField(default=1)),
                    ('previous', models.CharField(blank=True, max_length=64, unique=True)),
                    ('head', models.CharField(max_length=64, unique=True)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('first_day', 'revision'), name='indicators_revision_once'),
                        models.CheckConstraint(condition=models.Q(('revision', 1), models.Q(('revision__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='indicators_revision_has_a_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Recount',
                fields=[
                    ('closed', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='recount', serialize=False, to='indicators.closedmonth')),
                    ('at', models.DateTimeField()),
                    ('differs', models.PositiveIntegerField()),
                ],
                options={
                    'ordering': ['closed_id'],
                },
            ),
            migrations.CreateModel(
                name='FrozenFigure',
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
                    ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='indicators.closedmonth')),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('closed', 'ward', 'unit', 'category'), name='indicators_frozen_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FrozenDetail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='details', to='indicators.closedmonth')),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.unit')),
                    ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                    ('what', models.CharField(max_length=8)),
                    ('detail', models.CharField(max_length=20)),
                    ('number', models.PositiveIntegerField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('closed', 'ward', 'unit', 'category', 'what', 'detail'), name='indicators_detail_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FrozenAction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='indicators.closedmonth')),
                    ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.alert')),
                    ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('minutes', models.PositiveIntegerField()),
                    ('is_acted', models.BooleanField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('closed', 'alert'), name='indicators_action_once'),
                    ],
                },
            ),
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
                    ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cuts', to='indicators.closedmonth')),
                    ('cut', models.CharField(max_length=8)),
                    ('key', models.CharField(max_length=20)),
                    ('name', models.CharField(blank=True, max_length=250)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('closed', 'cut', 'key'), name='indicators_cut_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FrozenShare',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='indicators.closedmonth')),
                    ('target', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.target')),
                    ('ward', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('part', models.PositiveIntegerField(blank=True, null=True)),
                    ('whole', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('closed', 'target', 'ward'), name='indicators_share_once'),
                        models.UniqueConstraint(condition=models.Q(('ward__isnull', True)), fields=('closed', 'target'), name='indicators_share_of_all_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('part__isnull', True), ('whole', 0)), models.Q(('part__isnull', False), ('part__lte', models.F('whole')), ('whole__gt', 0)), _connector='OR'), name='indicators_share_part_of_whole'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FedValue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='fed', to='indicators.closedmonth')),
                    ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.indicator')),
                    ('part', models.PositiveIntegerField(blank=True, null=True)),
                    ('whole', models.PositiveIntegerField(blank=True, null=True)),
                    ('received', models.PositiveIntegerField(default=0)),
                    ('resolved', models.PositiveIntegerField(default=0)),
                    ('resolved_on_time', models.PositiveIntegerField(default=0)),
                    ('late', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('closed', 'indicator'), name='indicators_fed_once'),
                        models.CheckConstraint(condition=models.Q(('whole__isnull', True), ('part__isnull', True), ('part__lte', models.F('whole')), _connector='OR'), name='indicators_fed_part_of_whole'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('span', models.CharField(choices=[('month', 'báo cáo tháng'), ('quarter', 'báo cáo quý'), ('year', 'báo cáo năm'), ('review', 'báo cáo sơ kết, tổng kết')], max_length=8)),
                    ('period', models.CharField(max_length=20)),
                    ('first_day', models.DateField()),
                    ('last_day', models.DateField()),
                    ('form', models.CharField(choices=[('state', 'Ủy ban nhân dân (Nghị định 30/2020/NĐ-CP)'), ('party', 'Quận ủy (thể thức văn bản của Đảng)')], max_length=8)),
                    ('ward', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('state', models.CharField(choices=[('waiting', 'chờ lập'), ('under_way', 'đang lập'), ('done', 'đã lập'), ('failed', 'chưa lập được')], default='waiting', max_length=10)),
                    ('progress', models.PositiveSmallIntegerField(default=0)),
                    ('problem', models.CharField(blank=True, max_length=300)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('body', models.JSONField(blank=True, default=dict)),
                    ('heads', models.JSONField(blank=True, default=list)),
                    ('is_provisional', models.BooleanField(default=True)),
                    ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                    ('made_at', models.DateTimeField(blank=True, null=True)),
                    ('signed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('signed_as', models.CharField(blank=True, max_length=120)),
                    ('signed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-last_day', '-id'],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('signed_at__isnull', True), ('ward__isnull', True)), fields=('period', 'form'), name='indicators_one_draft_a_period'),
                        models.UniqueConstraint(condition=models.Q(('signed_at__isnull', True), ('ward__isnull', False)), fields=('period', 'form', 'ward'), name='indicators_one_draft_a_ward'),
                        models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_document_in_order'),
                        models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='indicators_document_per_cent'),
                        models.CheckConstraint(condition=models.Q(models.Q(('signed_as', ''), ('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('is_provisional', False), ('signed_at__isnull', False), ('signed_by__isnull', False), models.Q(('signed_as', ''), _negated=True)), _connector='OR'), name='indicators_document_signed_by_name'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DocumentText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='indicators.document')),
                    ('part', models.SlugField(max_length=40)),
                    ('text', models.TextField(blank=True)),
                    ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='DocumentFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='indicators.document')),
                    ('format', models.CharField(max_length=4)),
                    ('content', models.BinaryField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('made_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('document', 'format'), name='indicators_file_once_a_format'),
                    ],
                },
            ),
        ]),
    ]
