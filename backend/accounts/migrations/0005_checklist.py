"""Changes of what alerts ask for are written down, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_leave_duty'),
    ]

    operations = [
        migrations.AlterField(
            model_name='settingchange',
            name='area',
            field=models.CharField(choices=[('unit', 'đơn vị'), ('category', 'loại việc'), ('rule', 'quy tắc phân công'), ('calendar', 'lịch làm việc'), ('template', 'câu trả lời mẫu'), ('person', 'cán bộ'), ('duty', 'lịch trực'), ('checklist', 'việc cần làm khi có cảnh báo')], max_length=12),
        ),
    ]
