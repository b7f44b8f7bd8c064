from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0006_body_photos'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='revised_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='revised at'),
        ),
        # Of what was public before, the last change of any kind is all that is known.
        migrations.RunSQL(
            "UPDATE news_article SET revised_at = updated_at WHERE status = 'published'",
            migrations.RunSQL.noop,
        ),
    ]
