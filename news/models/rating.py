"""How many stars a reader gave an article. Nothing says who the reader was."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class Rating(models.Model):
    """One visitor's stars for one article. Written by `news.readers.ratings`.

    `visitor` is a hash of the random cookie and the article: the same person's ratings
    of two articles have nothing in common.
    """

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="ratings",
        verbose_name=_("article"),
    )
    visitor = models.CharField(max_length=64, editable=False)
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rated_at = models.DateTimeField(_("rated at"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "visitor"],
                name="news_rating_one_of_each_visitor",
            ),
            models.CheckConstraint(
                condition=models.Q(stars__gte=1, stars__lte=5),
                name="news_rating_from_one_to_five_stars",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.stars}"
