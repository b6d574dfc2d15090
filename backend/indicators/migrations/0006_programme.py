"""The programme as data, and values of its indicators, guarded by the database itself.

A value, the decision on it and what was fed at a month's closing are never changed; on PostgreSQL never removed. Who
entered a value does not decide on it. SQLite empties tables by deleting rows, for tests too.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEPT = ("indicators_enteredvalue", "indicators_valuedecision", "indicators_fedvalue")
OWN = "SELECT 1 FROM indicators_enteredvalue WHERE id = NEW.value_id AND entered_by_id = NEW.decided_by_id"


def guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION indicators_value_is_kept() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'a value is never changed'; END $$"
        )
        editor.execute(
            "CREATE FUNCTION indicators_two_people() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN IF EXISTS ({OWN}) THEN RAISE EXCEPTION 'a second person decides'"
            " USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        editor.execute(
            "CREATE TRIGGER indicators_two_people BEFORE INSERT ON indicators_valuedecision"
            " FOR EACH ROW EXECUTE FUNCTION indicators_two_people()"
        )
    else:
        editor.execute(
            f"CREATE TRIGGER indicators_two_people BEFORE INSERT ON indicators_valuedecision WHEN EXISTS ({OWN})"
            " BEGIN SELECT RAISE(ABORT, 'a second person decides'); END"
        )
    for table in KEPT:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION indicators_value_is_kept()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'a value is never changed'); END"
            )


def unguard(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    for table in KEPT:
        editor.execute(f"DROP TRIGGER {table}_is_kept" + (f" ON {table}" if is_postgresql else ""))
    editor.execute("DROP TRIGGER indicators_two_people" + (" ON indicators_valuedecision" if is_postgresql else ""))
    if is_postgresql:
        editor.execute("DROP FUNCTION indicators_two_people()")
        editor.execute("DROP FUNCTION indicators_value_is_kept()")


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0005_frozen_for_good'),
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IndicatorGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('order', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('text_en', models.TextField()),
                ('unit', models.SlugField(blank=True, max_length=60)),
                ('with_units', models.JSONField(blank=True, default=list)),
                ('holder', models.CharField(max_length=120)),
                ('holder_en', models.CharField(max_length=120)),
                ('how', models.CharField(choices=[('direct', 'trực tiếp'), ('partial', 'một phần'), ('proxy', 'tham khảo'), ('none', 'đơn vị báo cáo')], max_length=8)),
                ('measure', models.CharField(blank=True, choices=[('on_time', 'Tỷ lệ phản ánh xử lý đúng hạn'), ('received', 'Số phản ánh nhận được'), ('open', 'Số vụ việc đã xác nhận còn chưa xử lý xong'), ('wards', 'Số phường không có phản ánh bị tiếp nhận trễ hạn')], max_length=12)),
                ('definition', models.JSONField(blank=True, default=dict)),
                ('definition_en', models.JSONField(blank=True, default=dict)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='indicators.indicatorgroup')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=300)),
                ('name_en', models.CharField(max_length=300)),
                ('short_name', models.CharField(max_length=60)),
                ('short_name_en', models.CharField(max_length=60)),
                ('number', models.CharField(max_length=40)),
                ('issued_by', models.CharField(max_length=120)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('food_streets', models.JSONField(blank=True, default=list)),
            ],
            options={
                'ordering': ['-first_day', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_programme_in_order')],
            },
        ),
        migrations.AddField(
            model_name='indicatorgroup',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='indicators.programme'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('start', 'quán triệt, xây dựng kế hoạch cả nhiệm kỳ'), ('plan', 'kế hoạch năm'), ('self_check', 'tự kiểm tra, đánh giá hằng năm'), ('midterm', 'sơ kết'), ('final', 'tổng kết')], max_length=12)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('text', models.TextField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='indicators.programme')),
            ],
            options={
                'ordering': ['first_day', 'last_day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('what', models.CharField(max_length=120)),
                ('what_en', models.CharField(max_length=120)),
                ('low', models.DecimalField(decimal_places=2, max_digits=12)),
                ('high', models.DecimalField(decimal_places=2, max_digits=12)),
                ('comparator', models.CharField(choices=[('=', 'bằng'), ('>=', 'từ'), ('>', 'trên'), ('<=', 'không quá'), ('range', 'trong khoảng')], max_length=6)),
                ('direction', models.CharField(choices=[('up', 'càng cao càng tốt'), ('down', 'càng thấp càng tốt')], max_length=4)),
                ('unit', models.CharField(max_length=60)),
                ('unit_en', models.CharField(max_length=60)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('deadline', models.CharField(max_length=40)),
                ('deadline_en', models.CharField(max_length=40)),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('baseline_of', models.CharField(blank=True, max_length=60)),
                ('baseline_of_en', models.CharField(blank=True, max_length=60)),
                ('is_measured', models.BooleanField(default=False)),
                ('yearly', models.JSONField(blank=True, default=dict)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='indicators.indicator')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='EnteredValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.DecimalField(decimal_places=2, max_digits=12)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('source', models.CharField(max_length=200)),
                ('source_on', models.DateField()),
                ('document', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('is_sample', models.BooleanField(default=False)),
                ('entered_at', models.DateTimeField()),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='indicators.enteredvalue')),
                ('entered_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='indicators.target')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16)),
                ('order', models.PositiveSmallIntegerField()),
                ('heading', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('indicators', models.JSONField(blank=True, default=list)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='indicators.programme')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ValueDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_approved', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('value', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='indicators.enteredvalue')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('direct', 'trực tiếp'), ('partial', 'một phần'), ('proxy', 'tham khảo')], max_length=8)),
                ('only', models.CharField(blank=True, choices=[('near_school', 'chỉ trong vòng 100 m quanh trường học'), ('food_street', 'chỉ trên tuyến phố an toàn thực phẩm có kiểm soát'), ('register', 'chỉ khi gắn với một địa điểm trong danh mục quản lý')], max_length=12)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='indicators.indicator')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'category'), name='indicators_feed_once'), models.CheckConstraint(condition=models.Q(('how', 'none'), _negated=True), name='indicators_feed_feeds')],
            },
        ),
        migrations.CreateModel(
            name='FedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.PositiveIntegerField(blank=True, null=True)),
                ('whole', models.PositiveIntegerField(blank=True, null=True)),
                ('received', models.PositiveIntegerField(default=0)),
                ('resolved', models.PositiveIntegerField(default=0)),
                ('resolved_on_time', models.PositiveIntegerField(default=0)),
                ('late', models.PositiveIntegerField(default=0)),
                ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='fed', to='indicators.closedmonth')),
                ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.indicator')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('closed', 'indicator'), name='indicators_fed_once'), models.CheckConstraint(condition=models.Q(('whole__isnull', True), ('part__isnull', True), ('part__lte', models.F('whole')), _connector='OR'), name='indicators_fed_part_of_whole')],
            },
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('group', 'code'), name='indicators_indicator_once'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how', 'none'), ('measure', '')), models.Q(models.Q(('how', 'none'), _negated=True), models.Q(('measure', ''), _negated=True)), _connector='OR'), name='indicators_fed_has_a_measure'),
        ),
        migrations.AddConstraint(
            model_name='indicatorgroup',
            constraint=models.UniqueConstraint(fields=('programme', 'code'), name='indicators_group_once'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('programme', 'kind', 'first_day'), name='indicators_review_once'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_review_in_order'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(fields=('indicator', 'order'), name='indicators_target_once'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comparator', 'range'), ('high__gt', models.F('low'))), models.Q(models.Q(('comparator', 'range'), _negated=True), ('high', models.F('low'))), _connector='OR'), name='indicators_target_in_order'),
        ),
        migrations.AddConstraint(
            model_name='enteredvalue',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_value_in_order'),
        ),
        migrations.AddConstraint(
            model_name='enteredvalue',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='indicators_value_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='enteredvalue',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='indicators_correction_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('programme', 'code'), name='indicators_task_once'),
        ),
        migrations.AddConstraint(
            model_name='valuedecision',
            constraint=models.CheckConstraint(condition=models.Q(('is_approved', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='indicators_refusal_has_a_reason'),
        ),
        migrations.RunPython(guard, unguard),
    ]
