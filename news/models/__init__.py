"""Sections, articles and their working copies. Import from here, not from below.

The modules know each other only upwards: section, tag < content < article < revision <
step, body_photo; comment, rating and topic build on article alone.
"""

from .article import Article, ArticleAttachment
from .body_photo import BodyPhoto
from .comment import BlockedWords, Comment
from .fingerprint import Fingerprint
from .link_check import LinkCheck
from .newsroom import Newsroom
from .presence import Presence
from .preview_link import PreviewLink
from .rating import Rating
from .revision import ArticleRevision, RevisionAttachment
from .search_text import KnownWord, SearchText
from .section import Section
from .sent_form import SentForm
from .step import ArticleStep
from .tag import Tag
from .topic import TopicTerm

__all__ = [
    "Article",
    "ArticleAttachment",
    "ArticleRevision",
    "ArticleStep",
    "BlockedWords",
    "BodyPhoto",
    "Comment",
    "Fingerprint",
    "KnownWord",
    "LinkCheck",
    "Newsroom",
    "Presence",
    "PreviewLink",
    "Rating",
    "RevisionAttachment",
    "SearchText",
    "Section",
    "SentForm",
    "Tag",
    "TopicTerm",
]
