
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UsedTicket',
            fields=[
                ('nonce', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('staged', 'Staged'), ('understanding', 'Understanding'), ('understood', 'Understood'), ('building', 'Building'), ('built', 'Built'), ('published', 'Published'), ('refused', 'Refused'), ('cancelled', 'Cancelled')], db_index=True, default='staged', max_length=20)),
                ('file_name', models.CharField(max_length=500)),
                ('checksum', models.CharField(max_length=64)),
                ('size_bytes', models.PositiveBigIntegerField(default=0)),
                ('understanding', models.JSONField(null=True)),
                ('choices', models.JSONField(default=list)),
                ('drafts', models.JSONField(default=list)),
                ('styles', models.JSONField(default=list)),
                ('stage', models.CharField(blank=True, default='', max_length=60)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('process', models.CharField(blank=True, default='', max_length=300)),
                ('error', models.JSONField(null=True)),
                ('results', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('dataset', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='catalogue.dataset')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='catalogue.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='publications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
    ]
