"""Letters, and the cursor behind the events."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('reports', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reader', models.CharField(max_length=20, unique=True)),
                ('seq', models.BigIntegerField(default=0)),
            ],
            options={
                'ordering': ['reader', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=70)),
                ('carrier', models.CharField(choices=[('email', 'thư điện tử'), ('sms', 'tin nhắn'), ('call', 'gọi lại')], max_length=6)),
                ('not_before', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('gave_up_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=40)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='reports.event')),
            ],
            options={
                'ordering': ['not_before', 'id'],
                'indexes': [models.Index(condition=models.Q(('gave_up_at__isnull', True), ('sent_at__isnull', True), models.Q(('carrier', 'call'), _negated=True)), fields=['not_before', 'id'], name='notifications_due'), models.Index(condition=models.Q(('carrier', 'call'), ('gave_up_at__isnull', True), ('sent_at__isnull', True)), fields=['event'], name='notifications_call'), models.Index(condition=models.Q(('gave_up_at__isnull', False)), fields=['-gave_up_at', '-id'], name='notifications_given_up')],
                'constraints': [models.UniqueConstraint(fields=('event', 'recipient', 'carrier'), name='notifications_letter_once'), models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('gave_up_at__isnull', True), _connector='OR'), name='notifications_letter_sent_or_given_up'), models.CheckConstraint(condition=models.Q(('gave_up_at__isnull', True), models.Q(('last_error', ''), _negated=True), _connector='OR'), name='notifications_letter_given_up_says_why')],
            },
        ),
    ]
