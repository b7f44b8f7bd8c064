"""What the staff's start page lists."""

from __future__ import annotations

from typing import Any

from django import template

from news import desk
from news.models import Article, ArticleStep
from news.querysets import ArticleQuerySet

register = template.Library()


@register.simple_tag
def work_of(user: Any) -> list[desk.Group]:
    """What waits for `user`, by kind."""
    return desk.groups(user)


@register.simple_tag
def comments_to_read(user: Any) -> dict[str, Any]:
    """How many comments wait for `user`, and the oldest few; two queries."""
    waiting = desk.comments_to_read(user)
    few = waiting.select_related("unit", "article").prefetch_related("unit__names")
    return {"count": waiting.count(), "comments": list(few[:5])}


@register.simple_tag
def waiting_for(user: Any) -> int:
    """How much waits for `user` to act."""
    return desk.waiting(user) if user.is_authenticated else 0


@register.filter
def last_remark(article: Article) -> ArticleStep | None:
    """The newest step, with its remark, of an article with prefetched steps."""
    return next(iter(article.steps.all()), None)


@register.simple_tag
def recently_published(user: Any, limit: int = 6) -> list[Article]:
    """The newest public articles of the units that `user` works for."""
    return list(_listed(user).public().newest()[:limit])


def _listed(user: Any) -> ArticleQuerySet:
    articles = Article.objects.viewable_by(user).select_related("unit", "working")
    return articles.prefetch_related("unit__names").defer("body", "working__body")
