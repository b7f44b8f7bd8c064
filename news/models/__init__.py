"""Sections, articles and their working copies. Import from here, not from below.

The modules know each other only upwards: section < content < article < revision <
step, body_photo.
"""

from .article import Article, ArticleAttachment
from .body_photo import BodyPhoto
from .fingerprint import Fingerprint
from .link_check import LinkCheck
from .newsroom import Newsroom
from .presence import Presence
from .preview_link import PreviewLink
from .revision import ArticleRevision, RevisionAttachment
from .search_text import KnownWord, SearchText
from .section import Section
from .sent_form import SentForm
from .step import ArticleStep

__all__ = [
    "Article",
    "ArticleAttachment",
    "ArticleRevision",
    "ArticleStep",
    "BodyPhoto",
    "Fingerprint",
    "KnownWord",
    "LinkCheck",
    "Newsroom",
    "Presence",
    "PreviewLink",
    "RevisionAttachment",
    "SearchText",
    "Section",
    "SentForm",
]
