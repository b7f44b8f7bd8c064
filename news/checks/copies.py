"""Whether the text, or most of it, is an article already.

Looked for among the unit's own articles, drafts too, and among what the public reads
of all others. Another unit's drafts are not looked at, so nothing of them shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from units.models import Unit

from ..fingerprints import bands_of, likeness, runs_of
from ..models import Article, Fingerprint
from .advice import Advice, Written, shorten

ALIKE = 0.7
MOST_COMPARED = 6


class _Shared(Func):
    """How many members two arrays have in common."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s::integer[])))"
    arg_joiner = "::integer[]) INTERSECT SELECT unnest("
    output_field = IntegerField()


def find(written: Written, unit: Unit, article: Article | None) -> Iterator[Advice]:
    runs = runs_of(written.content.body)
    if not runs:
        return
    for row in _candidates(bands_of(runs), unit, article):
        other = row.article
        text = other.body if row.is_public_text else _working_body(other)
        part = likeness(runs, runs_of(text))
        if part >= ALIKE:
            yield _advice(other, part, unit)
            return


def _working_body(article: Article) -> str:
    return article.working.body if article.working else ""


def _candidates(
    bands: list[int], unit: Unit, article: Article | None
) -> QuerySet[Fingerprint]:
    own = Q(article__unit=unit, is_public_text=False)
    of_others = Q(is_public_text=True, article__in=Article.objects.public())
    rows = Fingerprint.objects.filter(bands__overlap=bands).filter(
        own | (of_others & ~Q(article__unit=unit))
    )
    if article is not None:
        rows = rows.exclude(article=article)
    return (
        rows.annotate(
            nearness=Case(When(article__unit=unit, then=0), default=1),
            shared=_Shared(F("bands"), Value(bands, Fingerprint.bands.field)),
        )
        .order_by("nearness", "-shared", "pk")
        .select_related("article__unit", "article__working")
        .prefetch_related("article__unit__names")[:MOST_COMPARED]
    )


def _advice(other: Article, part: float, unit: Unit) -> Advice:
    percent = {"percent": int(part * 100)}
    if other.unit_id == unit.pk:
        return Advice(
            code="copy-own",
            field="body",
            message=_("Your unit has an article with %(percent)d%% of the same words.")
            % percent,
            where=shorten(other.working.title if other.working else other.title),
            url=reverse("admin:news_article_change", args=[other.pk]),
        )
    return Advice(
        code="copy-other",
        field="body",
        message=_(
            "%(percent)d%% of the words stand in an article of another unit. Name the"
            " source."
        )
        % percent,
        where=shorten(f"{other.title} ({other.unit.full_name})"),
        url=other.get_absolute_url(),
    )
