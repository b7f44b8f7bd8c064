"""Every change of an article: saving a working copy, publishing it, taking it down.

Nothing else writes articles; the admin, imports and the demonstration call these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import services as documents
from documents.models import StoredFile
from gallery import services as gallery
from gallery.models import Album, Photo
from publishing.models import Status
from units import audit
from units.models import AuditAction, Unit

from . import fingerprints, related, search_index, tagging
from .addresses import address_word
from .bodies import photos_in, prepared_body
from .link_checks import note_links
from .models import (
    Article,
    ArticleAttachment,
    ArticleRevision,
    ArticleStep,
    BodyPhoto,
    RevisionAttachment,
    Section,
)

Action = ArticleStep.Action
# Steps that are also in the audit log, by the same words.
AUDITED = {Action.APPROVED, Action.SCHEDULED, Action.PUBLISHED, Action.WITHDRAWN}
KIND = "news.article"  # how pictures, files and the view counter name an article


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a person may write into an article, as one value.

    `pictures` are (photo, caption) in their order, `attachments` (file, title),
    `tags` words in any spelling.
    Times are aware. `published_at` None means the moment of publishing, a time to
    come that the article waits for it; at `expires_at` it is withdrawn by itself.
    """

    section: Section | None
    title: str
    summary: str = ""
    body: str = ""
    cover: Photo | None = None
    recording: StoredFile | None = None
    author_line: str = ""
    source: str = ""
    published_at: datetime | None = None
    expires_at: datetime | None = None
    review_on: date | None = None
    pinned_until: date | None = None
    pictures: Sequence[tuple[Photo, str]] = field(default=())
    attachments: Sequence[tuple[StoredFile, str]] = field(default=())
    tags: Sequence[str] = field(default=())


RELATED = {"pictures", "attachments", "tags"}
PLAIN_FIELDS = [one.name for one in fields(Content) if one.name not in RELATED]
# What the public row takes from a working copy as it is; its time is decided apart.
COPIED_FIELDS = [name for name in PLAIN_FIELDS if name != "published_at"]


class NewerVersionError(Exception):
    """Somebody saved `revision` after the version that an edit was built upon."""

    def __init__(self, revision: ArticleRevision) -> None:
        super().__init__(revision.number)
        self.revision = revision


@transaction.atomic
def begin_article(
    *, unit: Unit, content: Content, by: Any, on: date | None = None
) -> Article:
    """Make a new article with its first working copy.

    `on` is the day for which the unit must be alive: today, or a past day when old
    news is carried over. Raises ValidationError for a unit that had ended by then.
    """
    if unit.is_ended(on or timezone.localdate()):
        raise ValidationError(
            {"unit": _("This unit has ended and takes no new articles.")}
        )
    article = Article.objects.create(unit=unit, created_by=by)
    save_working_copy(article=article, content=content, by=by)
    return article


@transaction.atomic
def save_working_copy(
    *, article: Article, content: Content, by: Any, base: int | None = None
) -> ArticleRevision:
    """Add a version to the article; an unchanged one is not saved twice.

    `base` is the number of the version that the writer saw; None asks for no
    comparison. Raises NewerVersionError when there is a newer one that differs, and
    ValidationError when section, picture or file belong to another unit.
    """
    _lock(article)
    _check_ownership(article.unit_id, content)
    latest = article.revisions.order_by("-number").first()
    if latest is not None and _same(latest, content):
        return latest
    if latest is not None and base is not None and latest.number > base:
        raise NewerVersionError(latest)
    revision = ArticleRevision(
        article=article,
        number=latest.number + 1 if latest else 1,
        made_by=by,
        album=_album_of(content),
        **{name: getattr(content, name) for name in PLAIN_FIELDS},
    )
    revision.body = prepared_body(content.body, unit_id=article.unit_id)
    revision.save()
    revision.tags.set(tagging.tags_of(article.unit_id, content.tags))
    BodyPhoto.objects.bulk_create(
        BodyPhoto(revision=revision, photo=photo)
        for photo in photos_in(revision.body, unit_id=article.unit_id)
    )
    RevisionAttachment.objects.bulk_create(
        RevisionAttachment(revision=revision, file=file, title=title, position=position)
        for position, (file, title) in enumerate(content.attachments)
    )
    article.working = revision
    article.save(update_fields=["working", "updated_at"])
    fingerprints.remember(article, body=revision.body, is_public_text=False)
    note_links(revision.body)
    return revision


@transaction.atomic
def publish(
    *,
    article: Article,
    by: Any,
    at: datetime | None = None,
    revision: ArticleRevision | None = None,
) -> ArticleStep:
    """Make a version, by default the newest, what the public sees.

    Its pictures and files become public with it. The article keeps its first
    publication time unless the version names one. Whether it may be published is
    asked before: `news.workflow`. Returns the step in its timeline.
    """
    now = at or timezone.now()
    _lock(article)
    working = revision or article.working
    if working is None or working.section is None:
        raise ValidationError(_("There is nothing to publish yet."))
    for name in COPIED_FIELDS:
        setattr(article, name, getattr(working, name))
    article.slug = address_word(working.title)
    article.published_at = working.published_at or article.published_at or now
    article.revised_at = now
    article.withdrawn_at = None
    article.status = Status.PUBLISHED
    if _is_past(article.pinned_until, now):
        article.pinned_until = None
    article.album = _copy_album(article.album, working.album)
    article.full_clean(exclude=["working", "created_by", "unit"])
    article.save()
    article.tags.set(working.tags.all())
    _copy_attachments(article, working)
    working.state = ArticleRevision.State.PUBLISHED
    working.save(update_fields=["state"])
    _announce_files(article)
    fingerprints.remember(article, body=article.body, is_public_text=True)
    related.remember(article)
    search_index.remember(article)
    return note_step(article, Action.PUBLISHED, by=by, revision=working)


@transaction.atomic
def withdraw(
    *, article: Article, by: Any, at: datetime | None = None, note: str = ""
) -> Article:
    """Take the article out of public sight; it and its versions are kept."""
    _lock(article)
    if not article.is_public:
        raise ValidationError(_("Only a published article can be withdrawn."))
    article.status = Status.WITHDRAWN
    article.withdrawn_at = at or timezone.now()
    article.save(update_fields=["status", "withdrawn_at", "updated_at"])
    gallery.set_public_uses(kind=KIND, object_id=article.pk, photos=[])
    documents.set_public_uses(kind=KIND, object_id=article.pk, files=[])
    related.forget(article)
    search_index.forget(article)
    note_step(article, Action.WITHDRAWN, by=by, note=note)
    return article


def unpin(*, article: Article) -> None:
    """Let the article stand where its time puts it; its day at the top is over."""
    article.pinned_until = None
    article.save(update_fields=["pinned_until", "updated_at"])


@transaction.atomic
def delete_draft(*, article: Article) -> None:
    """Delete an article that was never public, with its working copies.

    Its photographs and files stay in the unit's library. Raises ValidationError for
    an article that was public once: that one can only be withdrawn.
    """
    _lock(article)
    if article.published_at is not None:
        raise ValidationError(_("A published article is withdrawn, never deleted."))
    albums = [one.album_id for one in article.revisions.all() if one.album_id]
    article.delete()
    Album.objects.filter(pk__in=albums).delete()


def note_step(
    article: Article,
    action: str,
    *,
    by: Any,
    revision: ArticleRevision | None = None,
    note: str = "",
) -> ArticleStep:
    """Add a step to the article's timeline; `by` None means the clock.

    What readers see or will see is also in the log that nobody can edit.
    """
    step = ArticleStep.objects.create(
        article=article,
        revision=revision or article.working,
        action=action,
        by=by,
        note=note,
    )
    if action in AUDITED:
        title = step.revision.title if step.revision else article.title
        audit.record(
            AuditAction(action), by=by, unit=article.unit_id, subject=str(title)
        )
    return step


def current_content(article: Article) -> Content:
    """The working copy as a value, to start an edit from."""
    if article.working is None:
        return Content(section=None, title="")
    return content_of(article.working)


def content_of(revision: ArticleRevision) -> Content:
    """A saved version as a value."""
    return Content(
        **{name: getattr(revision, name) for name in PLAIN_FIELDS},
        pictures=_pictures(revision.album),
        attachments=_files(revision),
        tags=[tag.name for tag in revision.tags.all()],
    )


def _lock(article: Article) -> None:
    """Serialise changes of one article and see what others have committed."""
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    for name in ("status", "published_at", "withdrawn_at", "album_id", "working_id"):
        setattr(article, name, getattr(locked, name))


def _is_past(day: date | None, now: datetime) -> bool:
    return day is not None and day < timezone.localdate(now)


def _check_ownership(unit_id: int, content: Content) -> None:
    owned: list[tuple[str, Any]] = [
        ("section", content.section),
        ("cover", content.cover),
        ("recording", content.recording),
    ]
    owned += [("pictures", photo) for photo, _caption in content.pictures]
    owned += [("attachments", file) for file, _title in content.attachments]
    for name, row in owned:
        if row is not None and row.unit_id != unit_id:
            raise ValidationError({name: _("This belongs to another unit.")})


def _pictures(album: Album | None) -> list[tuple[Photo, str]]:
    if album is None:
        return []
    entries = album.entries.select_related("photo")
    return [(entry.photo, entry.caption) for entry in entries]


def _files(holder: Article | ArticleRevision) -> list[tuple[StoredFile, str]]:
    attachments = holder.attachments.select_related("file")
    return [(attachment.file, attachment.title) for attachment in attachments]


def _same(revision: ArticleRevision, content: Content) -> bool:
    unchanged = all(
        getattr(revision, name) == getattr(content, name)
        for name in PLAIN_FIELDS
        if name != "body"
    )
    body = prepared_body(content.body, unit_id=revision.article.unit_id)
    return (
        unchanged
        and revision.body == body
        and _pictures(revision.album) == list(content.pictures)
        and _files(revision) == list(content.attachments)
        and tagging.same_tags(revision.tags.all(), content.tags)
    )


def _album_of(content: Content) -> Album | None:
    if not content.pictures:
        return None
    album = Album.objects.create()
    gallery.replace_album(album=album, entries=content.pictures)
    return album


def _copy_album(public: Album | None, working: Album | None) -> Album | None:
    """The public album keeps its identity, and so its address, through every edit."""
    if public is None and working is None:
        return None
    public = public or Album.objects.create()
    gallery.replace_album(album=public, entries=_pictures(working))
    return public


def _copy_attachments(article: Article, working: ArticleRevision) -> None:
    article.attachments.all().delete()
    ArticleAttachment.objects.bulk_create(
        ArticleAttachment(article=article, file=file, title=title, position=position)
        for position, (file, title) in enumerate(_files(working))
    )


def _announce_files(article: Article) -> None:
    """Tell both stores which pictures and files the public may now read."""
    photos = {photo for photo, _caption in _pictures(article.album)}
    photos |= set(photos_in(article.body, unit_id=article.unit_id))
    if article.cover is not None:
        photos.add(article.cover)
    gallery.set_public_uses(kind=KIND, object_id=article.pk, photos=list(photos))
    files = [file for file, _title in _files(article)]
    if article.recording is not None:
        files.append(article.recording)
    documents.set_public_uses(kind=KIND, object_id=article.pk, files=files)
