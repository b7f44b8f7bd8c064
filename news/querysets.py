"""Which articles? Chainable answers; what the public may see is said in one place."""

from __future__ import annotations

from typing import Self

from django.db import models

from publishing.models import PublishableQuerySet
from units.scoping import UnitOwnedQuerySet


class ArticleQuerySet(UnitOwnedQuerySet, PublishableQuerySet):  # type: ignore[override]
    """`public()` comes from `publishing`: it is the one definition of 'published'."""

    def news(self) -> Self:
        """Dated articles, in news sections."""
        return self.filter(section__kind="news")

    def information(self) -> Self:
        """Undated pages that are kept up to date, outside the news lists."""
        return self.filter(section__kind="information")

    def pinned(self) -> Self:
        """Those that stand above their list just now, newest first.

        The worker takes the day away when it is over: no date is compared here.
        """
        return self.filter(pinned_until__isnull=False).newest()

    def with_cards(self) -> Self:
        """All that a card in a list shows, in a constant number of queries."""
        return (
            self.select_related("section", "unit", "cover")
            .prefetch_related("unit__names")
            .defer("body")
        )

    def with_whole(self) -> Self:
        """All that the article page shows, in a constant number of queries."""
        return self.select_related(
            "section", "unit", "cover", "album"
        ).prefetch_related(
            "unit__names",
            models.Prefetch("album__entries"),
            "album__entries__photo",
            "attachments__file",
        )
