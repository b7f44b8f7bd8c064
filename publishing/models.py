"""What 'published' means, and which stored files the public may see.

Abstract: this app has no tables. Public means `status` published, nothing else; no
date is compared, so a clock set back unpublishes nothing.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import stores


class Status(models.TextChoices):
    """Where a text stands on its way to the public."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PublishableQuerySet(models.QuerySet):
    """Holds the one definition of what the public may see, and its order in lists."""

    def public(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def newest(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def before(self, published_at: datetime, pk: int) -> Self:
        """Those that follow the given one in `newest()` order (keyset paging)."""
        return self.filter(
            Q(published_at__lt=published_at) | Q(pk__lt=pk),
            published_at__lte=published_at,  # lets the index start at this row
        )

    def after(self, published_at: datetime, pk: int) -> Self:
        """Those that stand before the given one in `newest()` order."""
        return self.filter(
            Q(published_at__gt=published_at) | Q(pk__gt=pk),
            published_at__gte=published_at,
        )


class Publishable(models.Model):
    """A row that the public sees while it is published.

    Subclasses inherit this `Meta`, for its constraints.
    """

    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.DRAFT
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"), null=True, blank=True, editable=False
    )

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                name="%(app_label)s_%(class)s_withdrawn_has_time",
            ),
        ]

    @property
    def is_public(self) -> bool:
        """The same truth as `PublishableQuerySet.public`, for a loaded row."""
        return self.status == Status.PUBLISHED


class StoredItem(models.Model):
    """A row whose files lie in the private store, and in the public one while used.

    Its files are `<folder>/<key>/…`, where the key is random and held by the column
    `key_field`; nobody else writes below that path.
    """

    folder: ClassVar[str]
    key_field: ClassVar[str]

    class Meta:
        abstract = True

    def files(self) -> list[str]:
        """Names of all files, the same in both stores."""
        raise NotImplementedError


class PublicUse(models.Model):
    """One public thing (an article, a record) that shows a stored item.

    `item_field` names the foreign key to the item. Rows are written by
    `publishing.uses` alone, which keeps the public store in step.
    """

    item_field: ClassVar[str]

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


def remove_files(instance: StoredItem, **kwargs: Any) -> None:
    """Delete the files with their row, whichever way the row is deleted.

    A receiver of `post_delete`, connected for each kind of item by its own app: one
    for all models would make Django load every row it deletes.
    """
    names = instance.files()
    transaction.on_commit(partial(stores.remove_everywhere, names), robust=True)
