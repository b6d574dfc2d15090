"""People, their units, leaves and shifts, keys of programs, and changes of settings."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from backend.core.tables import MakeTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_setting_change'),
        ('accounts', '0003_api_token'),
        ('accounts', '0004_people_leave_duty'),
        ('accounts', '0005_checklist'),
        ('accounts', '0006_program_keys'),
        ('accounts', '0007_partners'),
    ]
    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('routing', '0001_initial'),
    ]
    operations = [
        MakeTables([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                    ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('display_name', models.CharField(blank=True, max_length=120)),
                    ('must_change_password', models.BooleanField(default=False)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'users',
                    'abstract': False,
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='routing.unit')),
                    ('role', models.CharField(choices=[('ward_officer', 'Cán bộ phường'), ('unit_officer', 'Cán bộ đơn vị'), ('unit_head', 'Lãnh đạo đơn vị'), ('duty', 'Cán bộ trực'), ('programme_office', 'Tổ giúp việc Chương trình'), ('leader', 'Lãnh đạo quận'), ('auditor', 'Kiểm tra, giám sát'), ('administrator', 'Quản trị hệ thống')], max_length=20)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [
                        models.UniqueConstraint(fields=('user', 'unit', 'role'), name='accounts_membership_once'),
                        models.UniqueConstraint(condition=models.Q(('unit__isnull', True)), fields=('user', 'role'), name='accounts_membership_once_alone'),
                        models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['ward_officer', 'unit_officer', 'unit_head', 'duty']), ('unit__isnull', False)), models.Q(('unit__isnull', True), models.Q(('role__in', ['ward_officer', 'unit_officer', 'unit_head', 'duty']), _negated=True)), _connector='OR'), name='accounts_membership_unit_fits_role'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Leave',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to=settings.AUTH_USER_MODEL)),
                    ('substitute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing_in', to=settings.AUTH_USER_MODEL)),
                    ('first_day', models.DateField()),
                    ('last_day', models.DateField()),
                    ('reason', models.CharField(max_length=200)),
                ],
                options={
                    'ordering': ['first_day', 'id'],
                    'indexes': [
                        models.Index(fields=['substitute', 'last_day'], name='accounts_leave_of_substitute'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='accounts_leave_in_order'),
                        models.CheckConstraint(condition=models.Q(('user', models.F('substitute')), _negated=True), name='accounts_leave_of_two'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Shift',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='routing.unit')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to=settings.AUTH_USER_MODEL)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('rank', models.PositiveSmallIntegerField(default=1)),
                ],
                options={
                    'ordering': ['starts_at', 'rank', 'id'],
                    'indexes': [
                        models.Index(fields=['ends_at', 'starts_at'], name='accounts_shift_now'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='accounts_shift_in_order'),
                        models.CheckConstraint(condition=models.Q(('rank__gte', 1)), name='accounts_shift_has_rank'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Recall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='SettingChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', models.CharField(choices=[('unit', 'đơn vị'), ('category', 'loại việc'), ('rule', 'quy tắc phân công'), ('calendar', 'lịch làm việc'), ('template', 'câu trả lời mẫu'), ('person', 'cán bộ'), ('duty', 'lịch trực'), ('checklist', 'việc cần làm khi có cảnh báo'), ('program_key', 'khóa của phần mềm khác'), ('partner', 'hệ thống nhận chuyển')], max_length=12)),
                    ('key', models.CharField(max_length=150)),
                    ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('after', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('reason', models.TextField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [
                        models.Index(fields=['area', 'key', '-id'], name='accounts_change_of_thing'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='accounts_change_has_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=60)),
                    ('prefix', models.CharField(max_length=8)),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-id'],
                },
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
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-id'],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('name',), name='accounts_program_key_one_of_a_name'),
                        models.CheckConstraint(condition=models.Q(('made_by__isnull', True), ('expires_at__isnull', False), _connector='OR'), name='accounts_program_key_of_a_person_ends'),
                    ],
                },
            ),
        ]),
    ]
