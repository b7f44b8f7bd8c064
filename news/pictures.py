"""What the gallery asks of articles: where they show a photograph, and to follow it.

Article rows and every working copy count, old ones too: each may be taken up again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gallery.models import AlbumPhoto, Photo, PhotoUse
from gallery.showing import Place
from units.scoping import scope_of

from . import workflow
from .bodies import prepared_body, without_photo
from .models import Article, ArticleRevision, BodyPhoto
from .services import KIND

Pairs = Iterable[tuple[int, int]]


class ArticlePictures:
    """See `gallery.showing.Shower`."""

    def places(self, photo_ids: Collection[int]) -> dict[int, list[Place]]:
        versions = _revision_rows(photo_ids)
        public = set(_public_pairs(photo_ids))
        current = {(row[0], row[1]) for row in versions if row[2] == row[3]}
        every = public | {(row[0], row[1]) for row in versions}
        every |= set(_article_pairs(photo_ids))
        ids = {article_id for _photo, article_id in every}
        articles = Article.objects.select_related("working").in_bulk(ids)
        found: defaultdict[int, list[Place]] = defaultdict(list)
        for pair in sorted(pair for pair in every if pair[1] in articles):
            label = _label(is_public=pair in public, is_current=pair in current)
            article = articles[pair[1]]
            found[pair[0]].append(_place(article, label, is_public=pair in public))
        return found

    def shown(self) -> Q:
        """Albums and public uses are the gallery's own to know."""
        relations: list[Any] = [
            Article.objects.filter(cover=OuterRef("pk")),
            ArticleRevision.objects.filter(cover=OuterRef("pk")),
            BodyPhoto.objects.filter(photo=OuterRef("pk")),
        ]
        condition = Q()
        for rows in relations:
            condition |= Q(Exists(rows))
        return condition

    def lock(self, photo: Photo) -> None:
        articles = Article.objects.select_for_update(of=("self",))
        len(articles.filter(pk__in=_article_ids(photo)).order_by("pk"))

    def rewrite(self, photo: Photo) -> None:
        for row in _rows(photo):
            body = prepared_body(row.body, unit_id=photo.unit_id)
            _change(row, body=body)

    def remove(self, photo: Photo) -> None:
        tokens = photo.tokens()
        for row in _rows(photo):
            cover = None if row.cover_id == photo.pk else row.cover
            _change(row, body=without_photo(row.body, tokens), cover=cover)
        BodyPhoto.objects.filter(photo=photo).delete()

    def may_alter(self, user: Any, photo: Photo) -> bool:
        """Where two must agree on what readers see, those who approve may."""
        if not photo.uses.filter(kind=KIND).exists():
            return True
        approves = scope_of(user).holds("news.approve_article", photo.unit_id)
        return approves or workflow.may_publish_alone(user, photo.unit_id)


def _public_pairs(photo_ids: Collection[int]) -> Pairs:
    uses = PhotoUse.objects.filter(kind=KIND, photo__in=photo_ids)
    return uses.values_list("photo_id", "object_id")


def _article_pairs(photo_ids: Collection[int]) -> Pairs:
    """(photo, article) by cover and album of the article rows, withdrawn ones too."""
    covers = Article.objects.filter(cover__in=photo_ids)
    albums = AlbumPhoto.objects.filter(
        photo__in=photo_ids, album__article__isnull=False
    )
    return [
        *covers.values_list("cover_id", "pk"),
        *albums.values_list("photo_id", "album__article"),
    ]


def _revision_rows(
    photo_ids: Collection[int],
) -> list[tuple[int, int, int, int | None]]:
    """(photo, article, revision, the article's newest revision)."""
    covers = ArticleRevision.objects.filter(cover__in=photo_ids)
    albums = AlbumPhoto.objects.filter(
        photo__in=photo_ids, album__articlerevision__isnull=False
    )
    texts = BodyPhoto.objects.filter(photo__in=photo_ids)
    own = "article_id", "pk", "article__working_id"
    return [
        *covers.values_list("cover_id", *own),
        *albums.values_list(
            "photo_id",
            "album__articlerevision__article_id",
            "album__articlerevision",
            "album__articlerevision__article__working_id",
        ),
        *texts.values_list(
            "photo_id",
            "revision__article_id",
            "revision_id",
            "revision__article__working_id",
        ),
    ]


def _label(*, is_public: bool, is_current: bool) -> str:
    if is_public:
        return _("readers see it")
    return _("being written") if is_current else _("only in earlier versions")


def _place(article: Article, label: str, *, is_public: bool) -> Place:
    working = article.working
    title = working.title if working and not is_public else article.title
    return Place(
        label=f"“{title}” ({label})",
        url=reverse("admin:news_article_change", args=[article.pk]),
        is_public=is_public,
    )


def _article_ids(photo: Photo) -> set[int]:
    """Articles of which the row or any version shows the photograph."""
    ids = [photo.pk]
    pairs = [*_public_pairs(ids), *_article_pairs(ids)]
    versions = {row[1] for row in _revision_rows(ids)}
    return versions | {article_id for _photo, article_id in pairs}


def _rows(photo: Photo) -> list[Any]:
    """The article rows concerned, and all their versions."""
    ids = _article_ids(photo)
    articles = Article.objects.filter(pk__in=ids).select_related("cover")
    revisions = ArticleRevision.objects.filter(article__in=ids).select_related("cover")
    return [*articles, *revisions]


def _change(row: Any, **values: Any) -> None:
    """Save the fields that really change."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed and isinstance(row, Article):
        changed += ["updated_at", "revised_at"]
        row.revised_at = timezone.now()
    if changed:
        row.save(update_fields=changed)
