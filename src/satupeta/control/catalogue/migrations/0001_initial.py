
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=60, unique=True)),
                ('name', models.JSONField()),
                ('contact', models.CharField(blank=True, default='', max_length=200)),
                ('default_access', models.CharField(choices=[('open', 'open'), ('restricted', 'restricted'), ('closed', 'closed')], default='restricted', max_length=20)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Slug',
            fields=[
                ('path', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('target', models.UUIDField(db_index=True)),
                ('is_current', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='MapService',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=60, unique=True)),
                ('access', models.CharField(choices=[('open', 'open'), ('restricted', 'restricted'), ('closed', 'closed')], max_length=20)),
                ('record', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='catalogue.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Dataset',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=60, unique=True)),
                ('access', models.CharField(choices=[('open', 'open'), ('restricted', 'restricted'), ('closed', 'closed')], max_length=20)),
                ('record', models.JSONField()),
                ('styles', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='datasets', to='catalogue.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ReferenceRole',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('code_field', models.CharField(max_length=200)),
                ('name_field', models.CharField(max_length=200)),
                ('parent_field', models.CharField(blank=True, default='', max_length=200)),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='catalogue.dataset')),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField()),
                ('author_id', models.UUIDField(null=True)),
                ('author', models.CharField(max_length=200)),
                ('checksum', models.CharField(max_length=64)),
                ('source_name', models.CharField(max_length=500)),
                ('source_layer', models.CharField(max_length=500)),
                ('count', models.PositiveIntegerField()),
                ('schema', models.JSONField()),
                ('extent', models.JSONField(null=True)),
                ('changes', models.JSONField(default=list)),
                ('choices', models.JSONField(default=dict)),
                ('size_bytes', models.PositiveBigIntegerField(default=0)),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='catalogue.dataset')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='dataset',
            name='current_release',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.release'),
        ),
        migrations.CreateModel(
            name='ServiceLayer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('style', models.CharField(default='default', max_length=100)),
                ('title', models.JSONField()),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_layers', to='catalogue.dataset')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layers', to='catalogue.mapservice')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('right', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('dataset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='catalogue.dataset')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='catalogue.mapservice')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('dataset__isnull', False), ('service__isnull', False), _connector='XOR'), name='grant_of_one_thing')],
            },
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('dataset', 'number'), name='one_number_a_release'),
        ),
        migrations.AddConstraint(
            model_name='servicelayer',
            constraint=models.UniqueConstraint(fields=('service', 'name'), name='one_layer_a_name'),
        ),
    ]
