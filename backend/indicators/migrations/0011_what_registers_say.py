"""Which register a target asks, and what it said when a month was closed: never changed, on PostgreSQL never removed."""

import django.db.models.deletion
from django.db import migrations, models


def guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE TRIGGER indicators_frozenshare_is_closed BEFORE UPDATE OR DELETE ON indicators_frozenshare"
            " FOR EACH ROW EXECUTE FUNCTION indicators_month_is_closed()"
        )
    else:
        editor.execute(
            "CREATE TRIGGER indicators_frozenshare_is_closed BEFORE UPDATE ON indicators_frozenshare"
            " BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END"
        )


def unguard(apps, editor):
    on = " ON indicators_frozenshare" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER indicators_frozenshare_is_closed{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0010_behind_a_figure'),
        ('places', '0003_private_sites'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.PositiveIntegerField(blank=True, null=True)),
                ('whole', models.PositiveIntegerField(default=0)),
                ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='indicators.closedmonth')),
                ('target', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.target')),
                ('ward', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('closed', 'target', 'ward'), name='indicators_share_once'), models.UniqueConstraint(condition=models.Q(('ward__isnull', True)), fields=('closed', 'target'), name='indicators_share_of_all_once'), models.CheckConstraint(condition=models.Q(models.Q(('part__isnull', True), ('whole', 0)), models.Q(('part__isnull', False), ('part__lte', models.F('whole')), ('whole__gt', 0)), _connector='OR'), name='indicators_share_part_of_whole')],
            },
        ),
        migrations.CreateModel(
            name='RegisterFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('polluting_establishment', 'cơ sở gây ô nhiễm'), ('livestock_keeper', 'cơ sở, hộ chăn nuôi gia súc'), ('building_site', 'công trình xây dựng'), ('market', 'chợ'), ('makeshift_market', 'chợ cóc, chợ tạm'), ('food_establishment', 'cơ sở sản xuất, kinh doanh thực phẩm'), ('school_canteen', 'bếp ăn trường học'), ('food_street', 'tuyến phố ăn uống có kiểm soát'), ('banquet', 'bữa cỗ đông người'), ('garden', 'vườn hoa có dụng cụ thể thao'), ('civilised_street', 'tuyến phố văn minh đô thị'), ('recognition', 'hồ sơ công nhận phường, tổ dân phố'), ('power_line', 'hành lang lưới điện')], max_length=24)),
                ('subject', models.CharField(blank=True, choices=[('ward', 'phường đạt chuẩn văn minh đô thị'), ('group', 'tổ dân phố xanh - sạch - đẹp - văn minh'), ('banquet_model', 'mô hình kiểm soát an toàn thực phẩm tại bữa cỗ đông người'), ('alert_model', 'mô hình cảnh báo nhanh về an toàn thực phẩm')], max_length=14)),
                ('reading', models.CharField(choices=[('left', 'còn lại trong sổ'), ('left_among_homes', 'còn lại trong khu dân cư'), ('controlled', 'được kiểm soát hoặc đã công nhận'), ('recognised', 'đã công nhận'), ('kept', 'có từ đầu Chương trình, nay vẫn giữ'), ('added', 'đạt thêm từ đầu Chương trình'), ('wards_entered', 'phường có hồ sơ trong sổ'), ('wards_in_order', 'phường đã có mô hình, hồ sơ đạt'), ('every_ward', 'phường có ít nhất một nơi đã công nhận')], max_length=16)),
                ('how', models.CharField(choices=[('direct', 'trực tiếp'), ('partial', 'một phần')], max_length=8)),
                ('target', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='register', to='indicators.target')),
            ],
            options={
                'ordering': ['target_id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'recognition'), models.Q(('subject', ''), _negated=True)), models.Q(models.Q(('kind', 'recognition'), _negated=True), ('subject', '')), _connector='OR'), name='indicators_register_feed_of_a_subject')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
