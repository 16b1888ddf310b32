from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="last_number",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
