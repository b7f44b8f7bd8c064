from django.db import migrations

from units.generation_triggers import raises_generations


class Migration(migrations.Migration):
    """Residents' words that are or were published, and whether a unit takes any."""

    dependencies = [
        ('meetings', '0001_residents_words'),
        ('units', '0005_generations'),
    ]

    operations = [
        raises_generations(
            'meetings_residentword',
            "SELECT unit_id FROM changed WHERE status = 'published'",
        ),
        raises_generations('meetings_worddesk'),
    ]
