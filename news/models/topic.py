"""What an article is about, in a few words each, by which related ones are found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.models import Unit

from .article import Article


class TopicTerm(models.Model):
    """One characteristic term of a public article, as a hash. See `news.related`.

    `unit` is the article's; with it the index answers "the newest few of this unit
    that share this term" without looking at any other row.
    """

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="topic_terms",
        verbose_name=_("article"),
    )
    unit = models.ForeignKey(
        Unit,
        models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("unit"),
    )
    term = models.IntegerField()

    class Meta:
        verbose_name = _("term of an article")
        verbose_name_plural = _("terms of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "term", "article"],
                name="news_topicterm_once_in_an_article",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.term}"
