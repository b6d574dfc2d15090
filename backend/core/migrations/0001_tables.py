"""The calendar's exceptions, the edition and what is kept for now."""

from django.db import migrations, models

from backend.core.tables import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('core', '0001_initial'),
        ('core', '0002_kept_for_now'),
    ]
    dependencies = []
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='CalendarException',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                    ('works', models.BooleanField()),
                    ('reason', models.CharField(max_length=200)),
                    ('source', models.CharField(blank=True, max_length=200)),
                ],
                options={
                    'ordering': ['day'],
                },
            ),
            migrations.CreateModel(
                name='Edition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField(default=0)),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('pk', 1)), name='core_edition_is_one_row'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='KeptForNow',
                fields=[
                    ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                    ('value', models.TextField()),
                    ('expires', models.DateTimeField(db_index=True)),
                ],
                options={
                    'verbose_name_plural': 'kept for now',
                    'ordering': ['cache_key'],
                },
            ),
        ]),
    ]
