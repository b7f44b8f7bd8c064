"""Who wrote what, when, approved by whom and how often read: for auditors.

One row an article and totals per author and per section, for a period and some
units. A row is made from the public version if there ever was one, else from the
working copy. The number of queries does not depend on the number of articles (per
thousand of them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import IO, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from publishing.days import midnight
from publishing.spreadsheets import Book, Cell, Column, csv_parts
from traffic.models import DailyCount
from units.models import Unit

from . import words
from .models import Article, ArticleStep
from .querysets import ArticleQuerySet
from .services import KIND

BATCH = 1000
Action = ArticleStep.Action
# Who lets an article out approves it, also where nobody else has to.
APPROVALS = {Action.APPROVED, Action.SCHEDULED, Action.PUBLISHED}
STEPS = APPROVALS | {Action.SUBMITTED}


class Counted(StrEnum):
    """Which of an article's times lies in the period."""

    PUBLISHED = "dang"
    BEGUN = "viet"


@dataclass(frozen=True)
class Scope:
    """Which articles: those of `units` (None: of all) between two days, inclusive."""

    first: date
    last: date
    units: Sequence[Unit] | None
    counted: Counted = Counted.PUBLISHED

    def articles(self) -> ArticleQuerySet:
        name = "published_at" if self.counted == Counted.PUBLISHED else "created_at"
        found = Article.objects.filter(
            **{
                f"{name}__gte": midnight(self.first),
                f"{name}__lt": midnight(self.last + timedelta(days=1)),
            }
        )
        if self.units is not None:
            found = found.filter(unit__in=self.units)
        return found.order_by(name, "pk")


@dataclass(frozen=True)
class Row:
    """What is told about one article."""

    article: Article
    submitted: ArticleStep | None
    approved: ArticleStep | None
    views_in_period: int
    views: int

    @property
    def content(self) -> Any:
        """What the public sees or saw; before that, what is being written."""
        article = self.article
        return article if article.section_id or not article.working else article.working

    @property
    def section(self) -> str:
        section = self.content.section
        return section.name if section else ""

    @property
    def unit(self) -> str:
        return self.article.unit.full_name

    @property
    def author(self) -> tuple[str, str]:
        """Name and user name of the account that began the article."""
        account = self.article.created_by
        if account is None:
            return _("(no account)"), ""
        return account.get_full_name(), account.username

    def cells(self) -> list[Cell]:
        article = self.article
        approver = self.approved.by if self.approved else None
        return [
            self.unit,
            self.content.title,
            self.section,
            words.state(article),
            *self.author,
            self.content.author_line,
            str(approver) if approver else "",
            article.created_at,
            self.submitted.at if self.submitted else None,
            self.approved.at if self.approved else None,
            article.published_at,
            article.withdrawn_at,
            self.views_in_period,
            self.views,
        ]


@dataclass
class Sum:
    """How many articles, and how often they were read."""

    articles: int = 0
    views_in_period: int = 0
    views: int = 0

    def add(self, row: Row) -> None:
        self.articles += 1
        self.views_in_period += row.views_in_period
        self.views += row.views

    def cells(self) -> list[Cell]:
        return [self.articles, self.views_in_period, self.views]


@dataclass
class Totals:
    """Sums per author (name, user name) and per section (name, unit)."""

    authors: dict[tuple[str, str], Sum] = field(default_factory=dict)
    sections: dict[tuple[str, str], Sum] = field(default_factory=dict)
    all: Sum = field(default_factory=Sum)

    def add(self, row: Row) -> None:
        self.authors.setdefault(row.author, Sum()).add(row)
        self.sections.setdefault((row.section, row.unit), Sum()).add(row)
        self.all.add(row)

    def rows(self) -> Iterator[list[Cell]]:
        groups = [(_("Author"), self.authors), (_("Section"), self.sections)]
        for label, sums in groups:
            for key in sorted(sums, key=lambda key: (-sums[key].articles, key)):
                yield [label, *key, *sums[key].cells()]
        yield [_("All together"), "", "", *self.all.cells()]


def article_columns() -> list[Column]:
    return [
        Column(_("Unit"), 26),
        Column(_("Title"), 60),
        Column(_("Section"), 24),
        Column(_("State of the article"), 18),
        Column(_("Author"), 24),
        Column(_("User name"), 18),
        Column(_("Author line"), 24),
        Column(_("Approved by"), 24),
        Column(_("Begun at"), 17),
        Column(_("Submitted at"), 17),
        Column(_("Approved at"), 17),
        Column(_("Published at"), 17),
        Column(_("Withdrawn at"), 17),
        Column(_("Views in the period"), 12),
        Column(_("Views in all"), 12),
    ]


def total_columns() -> list[Column]:
    return [
        Column(_("Counted by"), 16),
        Column(_("Author or section"), 36),
        Column(_("User name or unit"), 30),
        Column(_("Articles"), 12),
        Column(_("Views in the period"), 12),
        Column(_("Views in all"), 12),
    ]


def rows_of(scope: Scope) -> Iterator[Row]:
    """Yield a row an article, in order of time."""
    articles = iter(_loaded(scope.articles()).iterator(chunk_size=BATCH))
    while batch := list(islice(articles, BATCH)):
        counts = DailyCount.objects.of(KIND, [one.pk for one in batch])
        everything = counts.totals()
        period = counts.filter(day__range=(scope.first, scope.last)).totals()
        for article in batch:
            steps = list(article.steps.all())  # the newest first
            yield Row(
                article=article,
                submitted=_newest(steps, {Action.SUBMITTED}),
                approved=_newest([one for one in steps if one.by_id], APPROVALS),
                views_in_period=period.get(article.pk, 0),
                views=everything.get(article.pk, 0),
            )


def write_book(scope: Scope, file: IO[bytes]) -> None:
    """Write the .xlsx: a sheet of articles and one of totals."""
    totals = Totals()
    with Book(file) as book:
        cells = (row.cells() for row in _counted(rows_of(scope), totals))
        book.add_sheet(_("Articles"), article_columns(), cells)
        book.add_sheet(_("Totals"), total_columns(), totals.rows())


def csv_of_articles(scope: Scope) -> Iterator[bytes]:
    return csv_parts(article_columns(), (row.cells() for row in rows_of(scope)))


def csv_of_totals(scope: Scope) -> Iterator[bytes]:
    totals = Totals()
    for row in rows_of(scope):
        totals.add(row)
    yield from csv_parts(total_columns(), totals.rows())


def _counted(rows: Iterator[Row], totals: Totals) -> Iterator[Row]:
    for row in rows:
        totals.add(row)
        yield row


def _loaded(articles: ArticleQuerySet) -> ArticleQuerySet:
    """With all that a row tells and without the texts, in a constant number of queries."""
    steps = ArticleStep.objects.filter(action__in=STEPS).select_related("by")
    return (
        articles.select_related("unit", "section", "created_by", "working__section")
        .prefetch_related("unit__names", Prefetch("steps", steps.defer("note")))
        .defer("body", "summary", "working__body", "working__summary")
    )


def _newest(steps: list[ArticleStep], actions: set[Action]) -> ArticleStep | None:
    return next((step for step in steps if step.action in actions), None)
