"""Posters with their links to the form, and how often they are scanned."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Poster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='tên nơi')),
                ('lat', models.FloatField()),
                ('lon', models.FloatField()),
                ('category', models.SlugField(blank=True, max_length=40, verbose_name='loại việc')),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('off_at', models.DateTimeField(blank=True, null=True)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posters', to='places.site', verbose_name='địa điểm')),
            ],
            options={
                'verbose_name': 'áp phích',
                'verbose_name_plural': 'áp phích',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PosterScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField(default=0)),
                ('poster', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='places.poster')),
            ],
            options={
                'ordering': ['-day', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), name='places_poster_is_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='places_poster_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='posterscan',
            constraint=models.UniqueConstraint(fields=('poster', 'day'), name='places_scans_once_a_day'),
        ),
    ]
