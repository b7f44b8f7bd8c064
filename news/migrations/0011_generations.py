from django.db import migrations

from units.generation_triggers import raises_generations


class Migration(migrations.Migration):
    """Articles that are or were published, and what is shown with them."""

    dependencies = [
        ('news', '0010_tags_and_pins'),
        ('documents', '0002_generations'),
        ('gallery', '0003_generations'),
        ('units', '0005_generations'),
    ]

    operations = [
        raises_generations(
            'news_article',
            # What relates to an article may lie with those its unit was made from, or
            # became (news/related.py).
            "SELECT unit_id FROM changed WHERE status = 'published'"
            ' UNION SELECT s.new_id FROM changed JOIN units_succession s'
            " ON s.old_id = changed.unit_id WHERE status = 'published'"
            ' UNION SELECT s.old_id FROM changed JOIN units_succession s'
            " ON s.new_id = changed.unit_id WHERE status = 'published'",
            ignoring=['working_id', 'updated_at'],
        ),
        raises_generations('news_section'),
        raises_generations(
            'news_articleattachment',
            'SELECT a.unit_id FROM changed JOIN news_article a ON a.id = article_id'
            " WHERE a.status = 'published'",
        ),
        raises_generations(
            'gallery_albumphoto',
            'SELECT a.unit_id FROM changed JOIN news_article a USING (album_id)'
            " WHERE a.status = 'published'",
            name='news_album',
        ),
        raises_generations('news_tag'),
        raises_generations(
            'news_article_tags',
            'SELECT a.unit_id FROM changed JOIN news_article a ON a.id = article_id'
            " WHERE a.status = 'published'",
        ),
        raises_generations(
            'news_comment', "SELECT unit_id FROM changed WHERE state = 'published'"
        ),
        raises_generations(
            'news_rating',
            'SELECT a.unit_id FROM changed JOIN news_article a ON a.id = article_id',
        ),
        raises_generations('news_newsroom'),  # whether readers may rate and comment
    ]
