from django.db import migrations

from units.generation_triggers import raises_generations


class Migration(migrations.Migration):
    """A file that the public may read is part of its unit's pages."""

    dependencies = [
        ('documents', '0001_initial'),
        ('units', '0005_generations'),
    ]

    operations = [
        raises_generations(
            'documents_storedfile',
            'SELECT unit_id FROM changed WHERE EXISTS'
            ' (SELECT FROM documents_fileuse WHERE file_id = changed.id)',
        ),
        raises_generations(
            'documents_fileuse',
            'SELECT f.unit_id FROM changed JOIN documents_storedfile f ON f.id = file_id',
        ),
    ]
