"""How soon somebody acted on the food alerts of a closed month: never changed, on PostgreSQL never removed."""

import django.db.models.deletion
from django.db import migrations, models


TABLE = "indicators_frozenaction"


def guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_is_closed BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION indicators_month_is_closed()"
        )
    else:
        editor.execute(
            f"CREATE TRIGGER {TABLE}_is_closed BEFORE UPDATE ON {TABLE}"
            " BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END"
        )


def unguard(apps, editor):
    on = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER {TABLE}_is_closed{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0011_what_registers_say'),
        ('places', '0003_private_sites'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveIntegerField()),
                ('is_acted', models.BooleanField()),
                ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.alert')),
                ('closed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='indicators.closedmonth')),
                ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('closed', 'alert'), name='indicators_action_once')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
