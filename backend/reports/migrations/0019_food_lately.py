"""What alerts watch is found by group and time."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_posters'),
        ('reports', '0018_of_a_site'),
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['group', 'created_at'], name='reports_group_lately'),
        ),
    ]
