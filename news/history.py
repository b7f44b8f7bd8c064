"""What differs between two saved versions of an article, in words people read.

Texts come as pieces of plain text, never as markup: whoever shows them escapes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import MD5
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents.models import StoredFile
from gallery.models import AlbumPhoto, Photo
from publishing.differences import Effort, Kind, Piece, word_changes
from publishing.richtext.comparison import BlockChange, compare_html
from publishing.vietnamese import format_date, format_datetime

from .models import Article, ArticleRevision, RevisionAttachment
from .services import PLAIN_FIELDS

# Compared by themselves: the text block by block, the cover as a picture.
SHOWN_APART = {"body", "cover"}


@dataclass(frozen=True)
class FieldChange:
    """A field that says something else now."""

    label: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class ItemChange:
    """A picture or a file that was added or removed, or stayed under other words."""

    kind: Kind
    item: Any
    pieces: Sequence[Piece] = field(default=())


@dataclass(frozen=True)
class Comparison:
    """All that differs between two versions; `older` has the lower number."""

    older: ArticleRevision
    newer: ArticleRevision
    fields: Sequence[FieldChange]
    body: Sequence[BlockChange]
    covers: Sequence[ItemChange]
    pictures: Sequence[ItemChange]
    has_new_order: bool
    files: Sequence[ItemChange]

    @property
    def is_empty(self) -> bool:
        parts = (self.fields, self.body, self.covers, self.pictures, self.files)
        return not any(parts) and not self.has_new_order


def listed_versions(article: Article) -> QuerySet[ArticleRevision]:
    """Versions, the newest first, as `changed_parts` needs them: without their texts.

    Four queries for any number of them.
    """
    versions = whole_versions(article).defer("body")
    return versions.annotate(body_hash=MD5("body")).order_by("-number")


def whole_versions(article: Article) -> QuerySet[ArticleRevision]:
    """Versions with pictures, files, tags and names, in four queries."""
    entries = AlbumPhoto.objects.select_related("photo").order_by("position")
    files = RevisionAttachment.objects.select_related("file")
    return article.revisions.select_related(
        "made_by", "section", "cover", "recording", "album"
    ).prefetch_related(
        Prefetch("album__entries", entries), Prefetch("attachments", files), "tags"
    )


def changed_parts(older: ArticleRevision, newer: ArticleRevision) -> list[str]:
    """Name what a version changed in the one before, for rows of `listed_versions`."""
    parts = [
        _label(name)
        for name in PLAIN_FIELDS
        if name != "body" and _raw(older, name) != _raw(newer, name)
    ]
    if _hash(older) != _hash(newer):
        parts.append(_label("body"))
    if _pictures(older) != _pictures(newer):
        parts.append(_("Pictures"))
    if _files(older) != _files(newer):
        parts.append(_("Attachments"))
    if _tags(older) != _tags(newer):
        parts.append(_("Tags"))
    return parts


def compare(older: ArticleRevision, newer: ArticleRevision) -> Comparison:
    """Compare two of `whole_versions`; asks the database nothing more."""
    effort = Effort()
    before, after = _pictures(older), _pictures(newer)
    return Comparison(
        older=older,
        newer=newer,
        fields=_field_changes(older, newer, effort),
        body=compare_html(older.body, newer.body, effort),
        covers=_cover_changes(older.cover, newer.cover),
        pictures=_item_changes(before, after, effort),
        has_new_order=_is_reordered(list(before), list(after)),
        files=_item_changes(_files(older), _files(newer), effort),
    )


def _field_changes(
    older: ArticleRevision, newer: ArticleRevision, effort: Effort
) -> list[FieldChange]:
    changes = []
    for name in PLAIN_FIELDS:
        if name in SHOWN_APART or _raw(older, name) == _raw(newer, name):
            continue
        old, new = getattr(older, name), getattr(newer, name)
        is_text = isinstance(old, str) and isinstance(new, str)
        pieces = word_changes(old, new, effort) if is_text else _exchange(old, new)
        changes.append(FieldChange(_label(name), pieces))
    if _tags(older) != _tags(newer):
        pieces = word_changes(_tags(older), _tags(newer), effort)
        changes.append(FieldChange(_("Tags"), pieces))
    return changes


def _cover_changes(old: Photo | None, new: Photo | None) -> list[ItemChange]:
    if old == new:
        return []
    both = [(Kind.REMOVED, old), (Kind.ADDED, new)]
    return [ItemChange(kind, photo) for kind, photo in both if photo is not None]


def _item_changes(
    before: Mapping[Any, str], after: Mapping[Any, str], effort: Effort
) -> list[ItemChange]:
    """What went, came, or has another caption or title."""
    gone = [
        ItemChange(Kind.REMOVED, item, [Piece(Kind.SAME, text)])
        for item, text in before.items()
        if item not in after
    ]
    come = [
        ItemChange(Kind.ADDED, item, [Piece(Kind.SAME, text)])
        for item, text in after.items()
        if item not in before
    ]
    renamed = [
        ItemChange(Kind.SAME, item, word_changes(before[item], text, effort))
        for item, text in after.items()
        if item in before and before[item] != text
    ]
    return gone + come + renamed


def _is_reordered(before: list[Any], after: list[Any]) -> bool:
    kept_before = [item for item in before if item in after]
    return kept_before != [item for item in after if item in before]


def _exchange(old: Any, new: Any) -> list[Piece]:
    both = [Piece(Kind.REMOVED, _shown(old)), Piece(Kind.ADDED, _shown(new))]
    return [piece for piece in both if piece.text]


def _shown(value: Any) -> str:
    """A field's value as it is read; "" for none."""
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    return str(getattr(value, "name", value) or "")


def _label(name: str) -> str:
    field_of: Any = ArticleRevision._meta.get_field(name)
    return capfirst(str(field_of.verbose_name))


def _raw(revision: ArticleRevision, name: str) -> Any:
    """The stored value of a field: of a relation its key, without a query."""
    field_of: Any = ArticleRevision._meta.get_field(name)
    return getattr(revision, field_of.attname)


def _hash(revision: Any) -> str:
    return revision.body_hash


def _pictures(revision: ArticleRevision) -> dict[Photo, str]:
    """Photograph → caption, in their order."""
    if revision.album is None:
        return {}
    return {entry.photo: entry.caption for entry in revision.album.entries.all()}


def _tags(revision: ArticleRevision) -> str:
    return ", ".join(tag.name for tag in revision.tags.all())


def _files(revision: ArticleRevision) -> dict[StoredFile, str]:
    return {one.file: one.title or one.file.name for one in revision.attachments.all()}
