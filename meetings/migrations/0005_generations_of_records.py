from django.db import migrations

from units.generation_triggers import raises_generations

OF_PUBLIC_RECORD = (
    'SELECT c.unit_id FROM changed JOIN meetings_conference c'
    ' ON c.id = changed.conference_id WHERE c.public_id IS NOT NULL'
)
WITH_KIN = (
    # The years of a record go on in the units that its own was made from, or became.
    '{0} UNION SELECT s.new_id FROM changed JOIN units_succession s'
    ' ON s.old_id = changed.unit_id UNION SELECT s.old_id FROM changed'
    ' JOIN units_succession s ON s.new_id = changed.unit_id'
)


class Migration(migrations.Migration):
    """Records that are or were public, and what is shown with them."""

    dependencies = [
        ('meetings', '0004_public_records'),
        ('gallery', '0003_generations'),
        ('news', '0010_tags_and_pins'),
        ('units', '0005_generations'),
    ]

    operations = [
        raises_generations(
            'meetings_recordcard', WITH_KIN.format('SELECT unit_id FROM changed')
        ),
        raises_generations(
            'meetings_conference',
            'SELECT unit_id FROM changed'
            ' WHERE announced_at IS NOT NULL OR public_id IS NOT NULL',
            ignoring=['state', 'updated_at'],
        ),
        raises_generations(
            'meetings_recordversion',
            'SELECT c.unit_id FROM changed JOIN meetings_conference c'
            ' ON c.public_id = changed.id',
        ),
        raises_generations(
            'meetings_conference_articles',
            'SELECT c.unit_id FROM changed JOIN meetings_conference c'
            ' ON c.id = changed.conference_id WHERE c.public_id IS NOT NULL'
            ' OR c.announced_at IS NOT NULL'
            ' UNION SELECT a.unit_id FROM changed JOIN news_article a'
            ' ON a.id = changed.article_id',
        ),
        raises_generations('meetings_opinion', OF_PUBLIC_RECORD),
        raises_generations('meetings_conferencepaper', OF_PUBLIC_RECORD),
        raises_generations(
            'gallery_albumphoto',
            'SELECT c.unit_id FROM changed JOIN meetings_conference c USING (album_id)'
            ' WHERE c.public_id IS NOT NULL',
            name='meetings_album',
        ),
        # Campaigns stand on the portal's home and on pages of open data.
        raises_generations('meetings_campaign', 'SELECT NULL::bigint FROM changed'),
        raises_generations('meetings_campaigntier', 'SELECT NULL::bigint FROM changed'),
    ]
