import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0002_workflow'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('address', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Not asked yet'), ('found', 'Answers'), ('missing', 'No such page'), ('silent', 'Does not answer'), ('unasked', 'Is not asked')], default='waiting', max_length=10)),
                ('silences', models.PositiveSmallIntegerField(default=0)),
                ('checked_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'checked link',
                'verbose_name_plural': 'checked links',
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='news_linkcheck_due'), models.Index(fields=['state', 'checked_at'], name='news_linkcheck_last')],
            },
        ),
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public_text', models.BooleanField()),
                ('bands', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fingerprints', to='news.article', verbose_name='article')),
            ],
            options={
                'verbose_name': 'fingerprint',
                'verbose_name_plural': 'fingerprints',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['bands'], name='news_fingerprint_bands')],
                'constraints': [models.UniqueConstraint(fields=('article', 'is_public_text'), name='news_fingerprint_one_of_each_text')],
            },
        ),
    ]
