"""Other systems send links and messages; what the public sees has a moment of its last change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_private_sites'),
        ('reports', '0019_food_lately'),
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=1000)),
            ],
            options={
                'ordering': ['report_id', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='reports_event_of_a_report',
        ),
        migrations.AddField(
            model_name='report',
            name='public_changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('public_changed_at__isnull', False)), fields=['-public_changed_at', '-id'], name='reports_public_changes'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', False), ('report__isnull', False), ('unit__isnull', False), ('ward__isnull', False), ('kind__in', ['received', 'accepted', 'started', 'asked', 'answered', 'unanswered', 'resolved', 'closed', 'rejected', 'reopened', 'merged', 'unmerged', 'noted', 'released', 'published', 'hidden', 'rerouted', 'marked_spam', 'contact_seen', 'called', 'assigned', 'transferred', 'transfer_accepted', 'transfer_returned', 'handed_over', 'cooperation_asked', 'cooperation_answered', 'extension_asked', 'extended', 'extension_refused', 'recategorised', 'moved', 'level_set', 'split', 'linked', 'redacted', 'promised', 'reminded', 'duty_told', 'duty_confirmed', 'followed', 'photos_added', 'contact_corrected', 'contact_erased', 'withheld', 'program_said', 'undone'])), models.Q(('report__isnull', True), models.Q(('kind__startswith', 'alert_'), ('kind__startswith', 'month_'), ('kind__startswith', 'system_'), _connector='OR')), _connector='OR'), name='reports_event_of_a_report'),
        ),
        migrations.AddField(
            model_name='outsidelink',
            name='event',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.event'),
        ),
        migrations.AddField(
            model_name='outsidelink',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outside_links', to='reports.report'),
        ),
    ]
