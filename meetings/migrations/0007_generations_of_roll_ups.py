from django.db import migrations

from units.generation_triggers import raises_generations


class Migration(migrations.Migration):
    """What a campaign adds up stands on pages of the unit that leads it."""

    dependencies = [
        ('meetings', '0006_waiting_groups'),
        ('units', '0005_generations'),
    ]

    operations = [
        # Whatever was sent up or taken back is in the sums, or no longer: the state too.
        raises_generations(
            'meetings_conference',
            'SELECT m.unit_id FROM changed JOIN meetings_campaign m'
            ' ON m.id = changed.campaign_id',
            ignoring=[
                *('updated_at', 'title', 'place', 'starts_at', 'part_of_day'),
                *('explanation', 'threshold', 'previous_id', 'album_id'),
                *('carries_out_id', 'ordinal', 'term', 'term_number'),
            ],
            name='meetings_roll_up',
        ),
        # Its day, its address, and whether the level above has approved it.
        raises_generations(
            'meetings_recordcard',
            'SELECT m.unit_id FROM changed JOIN meetings_conference c'
            ' ON c.id = changed.conference_id JOIN meetings_campaign m'
            ' ON m.id = c.campaign_id',
            name='meetings_roll_up_cards',
        ),
    ]
