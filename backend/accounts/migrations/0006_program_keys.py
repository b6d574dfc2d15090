"""Keys of other systems."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_checklist'),
    ]

    operations = [
        migrations.AlterField(
            model_name='settingchange',
            name='area',
            field=models.CharField(choices=[('unit', 'đơn vị'), ('category', 'loại việc'), ('rule', 'quy tắc phân công'), ('calendar', 'lịch làm việc'), ('template', 'câu trả lời mẫu'), ('person', 'cán bộ'), ('duty', 'lịch trực'), ('checklist', 'việc cần làm khi có cảnh báo'), ('program_key', 'khóa của phần mềm khác')], max_length=12),
        ),
        migrations.CreateModel(
            name='ProgramKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('owner', models.CharField(max_length=200)),
                ('prefix', models.CharField(max_length=8)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list)),
                ('publishes_at_once', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('name',), name='accounts_program_key_one_of_a_name'), models.CheckConstraint(condition=models.Q(('made_by__isnull', True), ('expires_at__isnull', False), _connector='OR'), name='accounts_program_key_of_a_person_ends')],
            },
        ),
    ]
