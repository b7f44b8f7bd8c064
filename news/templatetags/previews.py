"""The preview links of an article, for its page on the desk."""

from __future__ import annotations

from django import template

from news.models import Article
from news.models.preview_link import PreviewLinkQuerySet
from news.preview_links import open_links

register = template.Library()


@register.simple_tag
def open_previews(article: Article) -> PreviewLinkQuerySet:
    """The links that still work, the newest first."""
    return open_links(article)
