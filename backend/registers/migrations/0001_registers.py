"""Registers: entries with their states, inspections, papers and criteria; states and changes are never updated."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from backend.core.tables import MakeTables


TABLES = ("registers_staterow", "registers_change")


def guard(apps, editor):
    for table in TABLES:
        name = f"{table}_is_never_updated"
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION 'what was written of an entry is never updated'; END $$"
            )
            editor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'what was written of an entry is never updated'); END"
            )


def unguard(apps, editor):
    for table in TABLES:
        name = f"{table}_is_never_updated"
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {name} ON {table}")
            editor.execute(f"DROP FUNCTION {name}()")
        else:
            editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('registers', '0001_initial'),
        ('registers', '0002_guards'),
    ]
    dependencies = [
        ('places', '0001_places'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('site', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='places.site')),
                    ('kind', models.CharField(choices=[('polluting_establishment', 'cơ sở gây ô nhiễm'), ('livestock_keeper', 'cơ sở, hộ chăn nuôi gia súc'), ('building_site', 'công trình xây dựng'), ('market', 'chợ'), ('makeshift_market', 'chợ cóc, chợ tạm'), ('food_establishment', 'cơ sở sản xuất, kinh doanh thực phẩm'), ('school_canteen', 'bếp ăn trường học'), ('food_street', 'tuyến phố ăn uống có kiểm soát'), ('banquet', 'bữa cỗ đông người'), ('garden', 'vườn hoa có dụng cụ thể thao'), ('civilised_street', 'tuyến phố văn minh đô thị'), ('recognition', 'hồ sơ công nhận phường, tổ dân phố'), ('power_line', 'hành lang lưới điện')], max_length=24)),
                    ('subject', models.CharField(blank=True, choices=[('ward', 'phường đạt chuẩn văn minh đô thị'), ('group', 'tổ dân phố xanh - sạch - đẹp - văn minh'), ('banquet_model', 'mô hình kiểm soát an toàn thực phẩm tại bữa cỗ đông người'), ('alert_model', 'mô hình cảnh báo nhanh về an toàn thực phẩm')], max_length=14)),
                    ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                    ('state', models.CharField(choices=[('watched', 'đang theo dõi'), ('registered', 'đã đăng ký'), ('controlled', 'được kiểm soát'), ('recognised', 'đã công nhận'), ('violating', 'đang vi phạm'), ('relocated', 'đã di dời'), ('closed', 'đã chấm dứt')], max_length=10)),
                    ('state_on', models.DateField()),
                    ('is_residential', models.BooleanField(default=False)),
                    ('address', models.CharField(blank=True, max_length=200)),
                    ('note', models.TextField(blank=True)),
                    ('held_at', models.DateTimeField(blank=True, null=True)),
                    ('guests', models.PositiveIntegerField(blank=True, null=True)),
                    ('supplier', models.CharField(blank=True, max_length=200)),
                    ('search', models.CharField(editable=False, max_length=420)),
                    ('sorts_as', models.CharField(editable=False, max_length=60)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'ordering': ['sorts_as', 'id'],
                    'indexes': [
                        models.Index(fields=['kind', 'sorts_as', 'id'], name='registers_entry_list'),
                        models.Index(fields=['kind', 'state'], name='registers_entry_counts'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('kind', 'recognition'), models.Q(('subject', ''), _negated=True)), models.Q(models.Q(('kind', 'recognition'), _negated=True), ('subject', '')), _connector='OR'), name='registers_subject_of_recognition'),
                        models.CheckConstraint(condition=models.Q(models.Q(('kind', 'banquet'), ('held_at__isnull', False)), models.Q(models.Q(('kind', 'banquet'), _negated=True), ('guests__isnull', True), ('held_at__isnull', True), ('supplier', '')), _connector='OR'), name='registers_banquet_is_held'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StateRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='states', to='registers.entry')),
                    ('state', models.CharField(choices=[('watched', 'đang theo dõi'), ('registered', 'đã đăng ký'), ('controlled', 'được kiểm soát'), ('recognised', 'đã công nhận'), ('violating', 'đang vi phạm'), ('relocated', 'đã di dời'), ('closed', 'đã chấm dứt')], max_length=10)),
                    ('was', models.CharField(blank=True, choices=[('watched', 'đang theo dõi'), ('registered', 'đã đăng ký'), ('controlled', 'được kiểm soát'), ('recognised', 'đã công nhận'), ('violating', 'đang vi phạm'), ('relocated', 'đã di dời'), ('closed', 'đã chấm dứt')], max_length=10)),
                    ('on', models.DateField()),
                    ('note', models.TextField(blank=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-on', '-id'],
                    'indexes': [
                        models.Index(fields=['entry', '-on', '-id'], name='registers_state_of_entry'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('state', models.F('was')), _negated=True), name='registers_state_differs'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='registers.entry')),
                    ('name', models.CharField(max_length=200)),
                    ('number', models.CharField(blank=True, max_length=60)),
                    ('on', models.DateField()),
                    ('link', models.CharField(blank=True, max_length=300)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-on', '-id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='registers_document_has_a_name'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Inspection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='registers.entry')),
                    ('on', models.DateField(db_index=True)),
                    ('inspectors', models.CharField(max_length=200)),
                    ('result', models.CharField(choices=[('passed', 'đạt'), ('violations', 'có vi phạm'), ('remedied', 'đã khắc phục')], max_length=10)),
                    ('note', models.TextField(blank=True)),
                    ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.document')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-on', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Criterion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True)),
                    ('kind', models.CharField(choices=[('polluting_establishment', 'cơ sở gây ô nhiễm'), ('livestock_keeper', 'cơ sở, hộ chăn nuôi gia súc'), ('building_site', 'công trình xây dựng'), ('market', 'chợ'), ('makeshift_market', 'chợ cóc, chợ tạm'), ('food_establishment', 'cơ sở sản xuất, kinh doanh thực phẩm'), ('school_canteen', 'bếp ăn trường học'), ('food_street', 'tuyến phố ăn uống có kiểm soát'), ('banquet', 'bữa cỗ đông người'), ('garden', 'vườn hoa có dụng cụ thể thao'), ('civilised_street', 'tuyến phố văn minh đô thị'), ('recognition', 'hồ sơ công nhận phường, tổ dân phố'), ('power_line', 'hành lang lưới điện')], max_length=24)),
                    ('subject', models.CharField(blank=True, choices=[('ward', 'phường đạt chuẩn văn minh đô thị'), ('group', 'tổ dân phố xanh - sạch - đẹp - văn minh'), ('banquet_model', 'mô hình kiểm soát an toàn thực phẩm tại bữa cỗ đông người'), ('alert_model', 'mô hình cảnh báo nhanh về an toàn thực phẩm')], max_length=14)),
                    ('place', models.PositiveSmallIntegerField()),
                    ('text', models.CharField(max_length=300)),
                    ('text_en', models.CharField(max_length=300)),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'verbose_name_plural': 'criteria',
                    'ordering': ['kind', 'subject', 'place', 'id'],
                },
            ),
            migrations.CreateModel(
                name='CriterionMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='registers.entry')),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.criterion')),
                    ('marked', models.CharField(choices=[('met', 'đạt'), ('not_met', 'chưa đạt'), ('not_seen', 'chưa xem xét')], max_length=8)),
                    ('on', models.DateField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('entry', 'criterion'), name='registers_mark_once_a_criterion'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Change',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='registers.entry')),
                    ('deed', models.CharField(choices=[('added', 'đưa vào sổ'), ('edited', 'sửa thông tin'), ('state', 'đổi trạng thái'), ('inspected', 'kiểm tra'), ('marked', 'đánh giá tiêu chí'), ('document', 'thêm văn bản')], max_length=10)),
                    ('before', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('after', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [
                        models.Index(fields=['entry', '-id'], name='registers_change_of_entry'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Sheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('polluting_establishment', 'cơ sở gây ô nhiễm'), ('livestock_keeper', 'cơ sở, hộ chăn nuôi gia súc'), ('building_site', 'công trình xây dựng'), ('market', 'chợ'), ('makeshift_market', 'chợ cóc, chợ tạm'), ('food_establishment', 'cơ sở sản xuất, kinh doanh thực phẩm'), ('school_canteen', 'bếp ăn trường học'), ('food_street', 'tuyến phố ăn uống có kiểm soát'), ('banquet', 'bữa cỗ đông người'), ('garden', 'vườn hoa có dụng cụ thể thao'), ('civilised_street', 'tuyến phố văn minh đô thị'), ('recognition', 'hồ sơ công nhận phường, tổ dân phố'), ('power_line', 'hành lang lưới điện')], max_length=24)),
                    ('name', models.CharField(max_length=120)),
                    ('rows', models.JSONField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('written', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
        ]),
        migrations.RunPython(guard, unguard),
    ]
