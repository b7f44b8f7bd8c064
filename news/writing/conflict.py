"""Two versions of one article side by side, for whoever saves second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gallery.models import Photo
from gallery.picture_field import Pictures
from publishing.differences import Kind, Piece, word_changes
from publishing.richtext import clean_html, plain_text

from .. import services
from ..models import ArticleRevision


@dataclass(frozen=True)
class Comparison:
    """A field in both versions; `is_equal` when nobody need look at it."""

    label: str
    theirs: list[Piece]
    mine: list[Piece]

    @property
    def is_equal(self) -> bool:
        return all(piece.kind == Kind.SAME for piece in (*self.theirs, *self.mine))


@dataclass(frozen=True)
class ShownPicture:
    """A picture of one version; `differs` when the other lacks it or its caption."""

    photo: Photo
    caption: str
    differs: bool


@dataclass(frozen=True)
class Conflict:
    """All that the second writer needs to decide."""

    newest: ArticleRevision
    texts: list[Comparison]
    their_pictures: list[ShownPicture]
    my_pictures: list[ShownPicture]
    new_pictures: int

    @property
    def pictures_differ(self) -> bool:
        shown = (*self.their_pictures, *self.my_pictures)
        in_order = [one.photo.pk for one in self.their_pictures] == [
            one.photo.pk for one in self.my_pictures
        ]
        changed = any(one.differs for one in shown)
        return changed or not in_order or bool(self.new_pictures)


def compare(newest: ArticleRevision, cleaned: dict[str, Any]) -> Conflict:
    """Set the newest stored version beside what a valid form says."""
    content = services.content_of(newest)
    pictures: Pictures = cleaned["pictures"]
    mine = [(one.photo, one.caption) for one in pictures.entries if one.photo]
    return Conflict(
        newest=newest,
        texts=[
            _compare(_("Title"), content.title, cleaned["title"]),
            _compare(_("Summary"), content.summary, cleaned["summary"]),
            _compare(
                _("Text"),
                plain_text(content.body),
                plain_text(clean_html(cleaned["body"])),
            ),
            _compare(_("Tags"), ", ".join(content.tags), ", ".join(cleaned["tags"])),
        ],
        their_pictures=_shown(content.pictures, mine),
        my_pictures=_shown(mine, content.pictures),
        new_pictures=len(pictures.new),
    )


def _compare(label: str, theirs: str, mine: str) -> Comparison:
    pieces = word_changes(theirs, mine)
    return Comparison(
        label,
        theirs=[piece for piece in pieces if piece.kind != Kind.ADDED],
        mine=[piece for piece in pieces if piece.kind != Kind.REMOVED],
    )


def _shown(pictures: Any, other: Any) -> list[ShownPicture]:
    there = [(photo.pk, caption) for photo, caption in other]
    return [
        ShownPicture(photo, caption, (photo.pk, caption) not in there)
        for photo, caption in pictures
    ]
