"""Wards, streets, landmarks, sites, hot spots and posters."""

import django.db.models.deletion
from django.db import migrations, models

from backend.core.tables import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('places', '0001_initial'),
        ('places', '0002_posters'),
        ('places', '0003_private_sites'),
    ]
    dependencies = []
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='Ward',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=5, verbose_name='mã')),
                    ('name', models.CharField(max_length=60, verbose_name='tên')),
                    ('slug', models.SlugField(max_length=60)),
                    ('valid_from', models.DateField(verbose_name='có hiệu lực từ ngày')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                    ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='dân số')),
                    ('boundary', models.TextField(verbose_name='ranh giới tham khảo')),
                    ('legal_basis', models.CharField(max_length=200, verbose_name='căn cứ pháp lý')),
                    ('accuracy_m', models.PositiveSmallIntegerField(verbose_name='sai số ranh giới (m)')),
                    ('near_line_m', models.PositiveSmallIntegerField(verbose_name='khoảng cách coi là giáp ranh (m)')),
                ],
                options={
                    'verbose_name': 'phường',
                    'verbose_name_plural': 'phường',
                    'ordering': ['valid_from', 'code', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('code', 'valid_from'), name='places_ward_code_once_a_set'),
                        models.UniqueConstraint(fields=('slug', 'valid_from'), name='places_ward_slug_once_a_set'),
                        models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='places_ward_ends_after_it_began'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Street',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, unique=True, verbose_name='tên')),
                    ('kind', models.CharField(choices=[('street', 'đường, phố'), ('alley', 'ngõ, ngách, hẻm'), ('bridge', 'cầu'), ('estate', 'đường nội khu')], max_length=10, verbose_name='loại')),
                    ('is_main', models.BooleanField(default=False, verbose_name='đường chính')),
                    ('search', models.CharField(editable=False, max_length=120)),
                    ('length_m', models.PositiveIntegerField(verbose_name='chiều dài (m)')),
                    ('label_lat', models.FloatField()),
                    ('label_lon', models.FloatField()),
                    ('lines', models.JSONField(editable=False)),
                ],
                options={
                    'verbose_name': 'đường, phố',
                    'verbose_name_plural': 'đường, phố',
                    'ordering': ['name', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Landmark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='tên')),
                    ('kind', models.CharField(choices=[('bus_stop', 'điểm dừng xe buýt'), ('health', 'cơ sở y tế')], max_length=10, verbose_name='loại')),
                    ('lat', models.FloatField()),
                    ('lon', models.FloatField()),
                    ('search', models.CharField(editable=False, max_length=200)),
                    ('source', models.CharField(max_length=100, unique=True, verbose_name='nguồn')),
                ],
                options={
                    'verbose_name': 'mốc',
                    'verbose_name_plural': 'mốc',
                    'ordering': ['name', 'id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='places_landmark_is_on_earth'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Site',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=60, unique=True, verbose_name='mã')),
                    ('name', models.CharField(max_length=200, verbose_name='tên')),
                    ('kind', models.CharField(choices=[('school', 'trường học'), ('market', 'chợ'), ('food_street', 'tuyến phố ẩm thực'), ('food_business', 'cơ sở thực phẩm'), ('building', 'công trình xây dựng'), ('polluter', 'cơ sở có nguy cơ gây ô nhiễm'), ('livestock', 'cơ sở chăn nuôi'), ('waste_point', 'điểm tập kết rác'), ('parking', 'điểm trông giữ xe'), ('hospital', 'bệnh viện, cơ sở y tế'), ('station', 'bến xe, nhà ga'), ('apartments', 'khu chung cư'), ('other', 'địa điểm khác')], max_length=20, verbose_name='loại')),
                    ('lat', models.FloatField()),
                    ('lon', models.FloatField()),
                    ('ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='places.ward', verbose_name='phường')),
                    ('search', models.CharField(editable=False, max_length=200)),
                    ('is_sample', models.BooleanField(default=False, verbose_name='mẫu')),
                    ('is_public', models.BooleanField(default=True, verbose_name='hiện khi người dân tìm')),
                ],
                options={
                    'verbose_name': 'địa điểm',
                    'verbose_name_plural': 'địa điểm',
                    'ordering': ['name', 'id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='places_site_is_on_earth'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Hotspot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=60, unique=True, verbose_name='mã')),
                    ('name', models.CharField(max_length=120, verbose_name='tên')),
                    ('kind', models.CharField(choices=[('street', 'tuyến đường'), ('ring_road', 'đường vành đai'), ('station', 'bến xe'), ('hospital', 'bệnh viện')], max_length=20, verbose_name='loại')),
                    ('lat', models.FloatField()),
                    ('lon', models.FloatField()),
                    ('radius_m', models.PositiveSmallIntegerField(verbose_name='bán kính (m)')),
                    ('lines', models.JSONField(blank=True, default=list, editable=False)),
                    ('search', models.CharField(editable=False, max_length=120)),
                    ('source', models.CharField(max_length=200, verbose_name='nguồn')),
                    ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ],
                options={
                    'verbose_name': 'điểm nóng',
                    'verbose_name_plural': 'điểm nóng',
                    'ordering': ['name', 'id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='places_hotspot_is_on_earth'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Poster',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='tên nơi')),
                    ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posters', to='places.site', verbose_name='địa điểm')),
                    ('lat', models.FloatField()),
                    ('lon', models.FloatField()),
                    ('category', models.SlugField(blank=True, max_length=40, verbose_name='loại việc')),
                    ('made_by', models.CharField(max_length=150)),
                    ('made_at', models.DateTimeField()),
                    ('off_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'áp phích',
                    'verbose_name_plural': 'áp phích',
                    'ordering': ['-id'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='places_poster_is_on_earth'),
                        models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='places_poster_has_a_name'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PosterScan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('poster', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='places.poster')),
                    ('day', models.DateField()),
                    ('number', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['-day', 'id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('poster', 'day'), name='places_scans_once_a_day'),
                    ],
                },
            ),
        ]),
    ]
