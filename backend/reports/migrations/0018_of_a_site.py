from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_private_sites'),
        ('reports', '0017_map'),
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('site__isnull', False)), fields=['site', '-created_at', '-id'], name='reports_of_site'),
        ),
    ]
