"""The desk's pages for sections and articles; the domain's rules live below them."""

from .article import ArticleAdmin
from .comment import BlockedWordsAdmin, CommentAdmin
from .newsroom import NewsroomAdmin
from .section import SectionAdmin
from .tag import TagAdmin

__all__ = [
    "ArticleAdmin",
    "BlockedWordsAdmin",
    "CommentAdmin",
    "NewsroomAdmin",
    "SectionAdmin",
    "TagAdmin",
]
