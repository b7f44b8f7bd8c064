from django.db import migrations

from units.generation_triggers import raises_generations


class Migration(migrations.Migration):
    """A picture that the public sees is part of its unit's pages."""

    dependencies = [
        ('gallery', '0002_focal_point_event_and_log'),
        ('units', '0005_generations'),
    ]

    operations = [
        raises_generations(
            'gallery_photo',
            'SELECT unit_id FROM changed WHERE EXISTS'
            ' (SELECT FROM gallery_photouse WHERE photo_id = changed.id)',
        ),
        raises_generations(
            'gallery_photouse',
            'SELECT p.unit_id FROM changed JOIN gallery_photo p ON p.id = photo_id',
        ),
    ]
