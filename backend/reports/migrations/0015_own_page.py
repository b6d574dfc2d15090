"""What reporters do on their own page: more photos, their data put right or erased, words and photos taken back."""

from django.conf import settings
from django.db import migrations, models

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS reports_event_is_never_updated BEFORE UPDATE ON reports_event
BEGIN SELECT RAISE(ABORT, 'an event is never updated'); END
"""


def guard(apps, editor):
    """SQLite made the events' table anew for the new kinds, and its trigger went with the old one."""
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE)


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
        ('reports', '0014_following'),
        ('routing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='event',
            name='reports_event_of_a_report',
        ),
        migrations.AddField(
            model_name='report',
            name='withheld_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', False), ('report__isnull', False), ('unit__isnull', False), ('ward__isnull', False), ('kind__in', ['received', 'accepted', 'started', 'asked', 'answered', 'unanswered', 'resolved', 'closed', 'rejected', 'reopened', 'merged', 'unmerged', 'noted', 'released', 'published', 'hidden', 'rerouted', 'marked_spam', 'contact_seen', 'called', 'assigned', 'transferred', 'transfer_accepted', 'transfer_returned', 'handed_over', 'cooperation_asked', 'cooperation_answered', 'extension_asked', 'extended', 'extension_refused', 'recategorised', 'moved', 'level_set', 'split', 'linked', 'redacted', 'promised', 'reminded', 'duty_told', 'duty_confirmed', 'followed', 'photos_added', 'contact_corrected', 'contact_erased', 'withheld', 'undone'])), models.Q(('report__isnull', True), models.Q(('kind__startswith', 'alert_'), ('kind__startswith', 'month_'), ('kind__startswith', 'system_'), _connector='OR')), _connector='OR'), name='reports_event_of_a_report'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), ('withheld_at', None), _connector='OR'), name='reports_withheld_is_not_public'),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
