"""What search reads of a public article, written by `news.search_index` alone."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField

from .article import Article


class SearchText(models.Model):
    """An article's words; there is no row for an article that is not public.

    `head` holds title and summary and is read for every hit that is ranked, `words`
    holds everything and is read by way of its index. There is no index by time: it
    would lead the planner to unpack all rows, one after the other.
    """

    article = models.OneToOneField(
        Article,
        models.CASCADE,
        primary_key=True,
        related_name="search_text",
        verbose_name=_("article"),
    )
    published_at = models.DateTimeField(_("published at"))
    form = models.PositiveSmallIntegerField(_("form of the words"))
    text = models.TextField(_("text"))
    head = SearchVectorField(_("words of the head"))
    words = SearchVectorField(_("words"))

    class Meta:
        verbose_name = _("words of an article")
        verbose_name_plural = _("words of articles")
        indexes = [
            GinIndex(fields=["words"], name="news_searchtext_words"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}"


class KnownWord(models.Model):
    """A folded word that public articles use, for offering it in place of a near one."""

    word = LineField(_("word"), max_length=60, primary_key=True)
    articles = models.PositiveIntegerField(_("articles that have it"), default=1)

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")

    def __str__(self) -> str:
        return self.word
