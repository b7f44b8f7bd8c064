"""The word that an article's address ends with."""

from __future__ import annotations

from publishing.vietnamese import slugify_vi

# What stands in that place for pages of the article's own (news/urls.py).
RATING, COMMENTS = "danh-gia", "binh-luan"


def address_word(title: str) -> str:
    """Return the word made from a title, told apart from the article's own pages."""
    word = slugify_vi(title, max_length=100)
    return f"bai-{word}" if word in {RATING, COMMENTS} else word
