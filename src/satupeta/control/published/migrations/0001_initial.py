
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedGeneration',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'published_generation',
            },
        ),
        migrations.CreateModel(
            name='PublishedRow',
            fields=[
                ('pk', models.CompositePrimaryKey('kind', 'thing', blank=True, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('thing', models.CharField(db_column='id', max_length=100)),
                ('path', models.CharField(blank=True, default='', max_length=100)),
                ('generation', models.BigIntegerField()),
                ('spec', models.TextField()),
            ],
            options={
                'db_table': 'published',
                'indexes': [models.Index(fields=['kind', 'path'], name='published_by_path')],
            },
        ),
    ]
