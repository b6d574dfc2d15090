from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0024_events_stay'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['category', '-created_at', '-id'], name='reports_public_kind'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['status', '-created_at', '-id'], name='reports_public_status'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('is_public', True)), fields=['at', 'seq'], name='reports_event_told'),
        ),
    ]
