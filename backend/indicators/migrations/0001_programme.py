"""The programme as data: indicators, targets, what feeds them, values that two people stand for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from backend.core.tables import MakeTables
from backend.indicators.migrations._replaced import REPLACED


class Migration(migrations.Migration):
    initial = True
    replaces = REPLACED
    dependencies = [
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        MakeTables([
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
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_programme_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IndicatorGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='indicators.programme')),
                    ('code', models.CharField(max_length=10)),
                    ('name', models.CharField(max_length=200)),
                    ('name_en', models.CharField(max_length=200)),
                    ('order', models.PositiveSmallIntegerField()),
                ],
                options={
                    'ordering': ['order', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('programme', 'code'), name='indicators_group_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Indicator',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='indicators.indicatorgroup')),
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
                ],
                options={
                    'ordering': ['order', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('group', 'code'), name='indicators_indicator_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('how', 'none'), ('measure', '')), models.Q(models.Q(('how', 'none'), _negated=True), models.Q(('measure', ''), _negated=True)), _connector='OR'), name='indicators_fed_has_a_measure'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Target',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='indicators.indicator')),
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
                ],
                options={
                    'ordering': ['order', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('indicator', 'order'), name='indicators_target_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('comparator', 'range'), ('high__gt', models.F('low'))), models.Q(models.Q(('comparator', 'range'), _negated=True), ('high', models.F('low'))), _connector='OR'), name='indicators_target_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Feed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='indicators.indicator')),
                    ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.category')),
                    ('how', models.CharField(choices=[('direct', 'trực tiếp'), ('partial', 'một phần'), ('proxy', 'tham khảo')], max_length=8)),
                    ('only', models.CharField(blank=True, choices=[('near_school', 'chỉ trong vòng 100 m quanh trường học'), ('food_street', 'chỉ trên tuyến phố an toàn thực phẩm có kiểm soát'), ('register', 'chỉ khi gắn với một địa điểm trong danh mục quản lý')], max_length=12)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('indicator', 'category'), name='indicators_feed_once'),
                        models.CheckConstraint(condition=models.Q(('how', 'none'), _negated=True), name='indicators_feed_feeds'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RegisterFeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('target', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='register', to='indicators.target')),
                    ('kind', models.CharField(choices=[('polluting_establishment', 'cơ sở gây ô nhiễm'), ('livestock_keeper', 'cơ sở, hộ chăn nuôi gia súc'), ('building_site', 'công trình xây dựng'), ('market', 'chợ'), ('makeshift_market', 'chợ cóc, chợ tạm'), ('food_establishment', 'cơ sở sản xuất, kinh doanh thực phẩm'), ('school_canteen', 'bếp ăn trường học'), ('food_street', 'tuyến phố ăn uống có kiểm soát'), ('banquet', 'bữa cỗ đông người'), ('garden', 'vườn hoa có dụng cụ thể thao'), ('civilised_street', 'tuyến phố văn minh đô thị'), ('recognition', 'hồ sơ công nhận phường, tổ dân phố'), ('power_line', 'hành lang lưới điện')], max_length=24)),
                    ('subject', models.CharField(blank=True, choices=[('ward', 'phường đạt chuẩn văn minh đô thị'), ('group', 'tổ dân phố xanh - sạch - đẹp - văn minh'), ('banquet_model', 'mô hình kiểm soát an toàn thực phẩm tại bữa cỗ đông người'), ('alert_model', 'mô hình cảnh báo nhanh về an toàn thực phẩm')], max_length=14)),
                    ('reading', models.CharField(choices=[('left', 'còn lại trong sổ'), ('left_among_homes', 'còn lại trong khu dân cư'), ('controlled', 'được kiểm soát hoặc đã công nhận'), ('recognised', 'đã công nhận'), ('kept', 'có từ đầu Chương trình, nay vẫn giữ'), ('added', 'đạt thêm từ đầu Chương trình'), ('wards_entered', 'phường có hồ sơ trong sổ'), ('wards_in_order', 'phường đã có mô hình, hồ sơ đạt'), ('every_ward', 'phường có ít nhất một nơi đã công nhận')], max_length=16)),
                    ('how', models.CharField(choices=[('direct', 'trực tiếp'), ('partial', 'một phần')], max_length=8)),
                ],
                options={
                    'ordering': ['target_id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('kind', 'recognition'), models.Q(('subject', ''), _negated=True)), models.Q(models.Q(('kind', 'recognition'), _negated=True), ('subject', '')), _connector='OR'), name='indicators_register_feed_of_a_subject'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Task',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='indicators.programme')),
                    ('code', models.CharField(max_length=16)),
                    ('order', models.PositiveSmallIntegerField()),
                    ('heading', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('indicators', models.JSONField(blank=True, default=list)),
                ],
                options={
                    'ordering': ['order', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('programme', 'code'), name='indicators_task_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='indicators.programme')),
                    ('kind', models.CharField(choices=[('start', 'quán triệt, xây dựng kế hoạch cả nhiệm kỳ'), ('plan', 'kế hoạch năm'), ('self_check', 'tự kiểm tra, đánh giá hằng năm'), ('midterm', 'sơ kết'), ('final', 'tổng kết')], max_length=12)),
                    ('first_day', models.DateField()),
                    ('last_day', models.DateField()),
                    ('text', models.TextField()),
                ],
                options={
                    'ordering': ['first_day', 'last_day', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('programme', 'kind', 'first_day'), name='indicators_review_once'),
                        models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_review_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='EnteredValue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='indicators.target')),
                    ('number', models.DecimalField(decimal_places=2, max_digits=12)),
                    ('first_day', models.DateField()),
                    ('last_day', models.DateField()),
                    ('source', models.CharField(max_length=200)),
                    ('source_on', models.DateField()),
                    ('document', models.CharField(blank=True, max_length=200)),
                    ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='indicators.enteredvalue')),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('is_sample', models.BooleanField(default=False)),
                    ('entered_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_value_in_order'),
                        models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='indicators_value_has_a_source'),
                        models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='indicators_correction_has_a_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ValueDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('value', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='indicators.enteredvalue')),
                    ('is_approved', models.BooleanField()),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('decided_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('is_approved', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='indicators_refusal_has_a_reason'),
                    ],
                },
            ),
        ]),
    ]
