"""What arrivals are known by, for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0015_own_page'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('weight', models.PositiveBigIntegerField(default=1)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['key', 'at', 'weight'], name='reports_mark_counted'), models.Index(fields=['at'], name='reports_mark_old')],
            },
        ),
    ]
