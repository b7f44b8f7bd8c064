"""Sections, articles and their working copies. Import from here, not from below.

The modules know each other only upwards: section < content < article < revision.
"""

from .article import Article, ArticleAttachment
from .revision import ArticleRevision, RevisionAttachment
from .section import Section

__all__ = [
    "Article",
    "ArticleAttachment",
    "ArticleRevision",
    "RevisionAttachment",
    "Section",
]
