from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_posters'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='is_public',
            field=models.BooleanField(default=True, verbose_name='hiện khi người dân tìm'),
        ),
    ]
