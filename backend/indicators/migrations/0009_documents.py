import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLES = ("indicators_document", "indicators_documentfile", "indicators_documenttext")
SAYS = "a signed document is never changed"
OF_DOCUMENT = "(SELECT count(*) FROM indicators_document d WHERE d.id = {row}.document_id AND d.signed_at IS NOT NULL{more}) > 0"
# A document is sealed once it is signed and its files are made; what people wrote, once it is signed.
CONDITIONS = {
    "indicators_document": "OLD.signed_at IS NOT NULL AND OLD.state = 'done'",
    "indicators_documentfile": OF_DOCUMENT.format(row="NEW", more=" AND d.state = 'done'"),
    "indicators_documenttext": OF_DOCUMENT.format(row="NEW", more=""),
}
DOES = {
    "indicators_document": ("UPDATE",),
    "indicators_documentfile": ("INSERT", "UPDATE"),
    "indicators_documenttext": ("INSERT", "UPDATE"),
}


def guard(apps, editor):
    """Let the database itself refuse any change of what was signed."""
    for table in TABLES:
        for does in DOES[table]:
            _guard(editor, table, does)


def _guard(editor, table, does):
    name = f"{table}_{does.lower()}_sealed"
    if editor.connection.vendor == "postgresql":  # SQLite empties tables by deleting rows, for tests too
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN IF {CONDITIONS[table]} THEN RAISE EXCEPTION '{SAYS}'; END IF; RETURN NEW; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {does} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    else:
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {does} ON {table} WHEN {CONDITIONS[table]}"
            f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )


def unguard(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    for table in TABLES:
        for does in DOES[table]:
            name = f"{table}_{does.lower()}_sealed"
            editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgresql else ""))
            if is_postgresql:
                editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0008_zones'),
        ('places', '0003_private_sites'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('span', models.CharField(choices=[('month', 'báo cáo tháng'), ('quarter', 'báo cáo quý'), ('year', 'báo cáo năm'), ('review', 'báo cáo sơ kết, tổng kết')], max_length=8)),
                ('period', models.CharField(max_length=20)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('form', models.CharField(choices=[('state', 'Ủy ban nhân dân (Nghị định 30/2020/NĐ-CP)'), ('party', 'Quận ủy (thể thức văn bản của Đảng)')], max_length=8)),
                ('state', models.CharField(choices=[('waiting', 'chờ lập'), ('under_way', 'đang lập'), ('done', 'đã lập'), ('failed', 'chưa lập được')], default='waiting', max_length=10)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('body', models.JSONField(blank=True, default=dict)),
                ('heads', models.JSONField(blank=True, default=list)),
                ('is_provisional', models.BooleanField(default=True)),
                ('asked_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('signed_as', models.CharField(blank=True, max_length=120)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ward', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
            ],
            options={
                'ordering': ['-last_day', '-id'],
            },
        ),
        migrations.CreateModel(
            name='DocumentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(max_length=4)),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='indicators.document')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DocumentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.SlugField(max_length=40)),
                ('text', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='indicators.document')),
                ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('signed_at__isnull', True), ('ward__isnull', True)), fields=('period', 'form'), name='indicators_one_draft_a_period'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('signed_at__isnull', True), ('ward__isnull', False)), fields=('period', 'form', 'ward'), name='indicators_one_draft_a_ward'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='indicators_document_in_order'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='indicators_document_per_cent'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_as', ''), ('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('is_provisional', False), ('signed_at__isnull', False), ('signed_by__isnull', False), models.Q(('signed_as', ''), _negated=True)), _connector='OR'), name='indicators_document_signed_by_name'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.UniqueConstraint(fields=('document', 'format'), name='indicators_file_once_a_format'),
        ),
        migrations.RunPython(guard, unguard),
    ]
