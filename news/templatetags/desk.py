"""What the staff's start page lists."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Q

from news.models import Article, ArticleRevision
from news.querysets import ArticleQuerySet

register = template.Library()


@register.simple_tag
def my_drafts(user: Any, limit: int = 10) -> list[Article]:
    """Articles that `user` began or last worked on and that wait to be published."""
    mine = Q(created_by=user) | Q(working__made_by=user)
    drafts = _listed(user).filter(
        mine, working__state=ArticleRevision.State.DRAFT, withdrawn_at=None
    )
    return list(drafts.order_by("-updated_at", "-pk")[:limit])


@register.simple_tag
def recently_published(user: Any, limit: int = 6) -> list[Article]:
    """The newest public articles of the units that `user` works for."""
    return list(_listed(user).public().newest()[:limit])


def _listed(user: Any) -> ArticleQuerySet:
    articles = Article.objects.viewable_by(user).select_related("unit", "working")
    return articles.prefetch_related("unit__names").defer("body", "working__body")
