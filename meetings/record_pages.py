"""The public pages of conference records: a unit's list, and one record.

What readers see is the version that the ward approved; of a record that is only
announced, its notice. Nothing here reads the rows that are being entered.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from news import reading
from news.models import Article
from publishing.paging import NEWER, OLDER, Page, by_day, page_of
from publishing.public_pages import public_page
from units.models import Unit

from . import promises, public_files, public_opinions, years
from .campaigns import campaign_address, campaigns_of
from .filters import PARAMETERS, RecordFilter
from .kinds import Measure
from .levels import level_label, level_labels
from .models import Conference, Programme, RecordCard
from .public_record import PublicRecord

FIRST_GROUPS = 6
ALL_GROUPS = "to"  # the parameter that asks for every line of the groups
MOST_COMING = 20
PAGE_SIZE = 12
BY_DAY = by_day("order_day")


@public_page(OLDER, NEWER, *PARAMETERS)
def conferences(request: HttpRequest, unit: str) -> HttpResponse:
    """A unit's records: those to come first, then the others, newest first."""
    context = reading.frame(get_object_or_404(Unit, slug=unit))
    owner: Unit = context["unit"]
    cards = RecordCard.objects.public().filter(unit=owner)
    cards = cards.select_related("unit", "conference__public")
    facts = list(cards.order_by().values_list("year", "kind", "tier").distinct())
    labels = level_labels(owner)
    narrowed = RecordFilter(request.GET, cards, facts, labels)  # type: ignore[arg-type]
    rounds = campaigns_of(owner, timezone.localdate())
    context |= {
        "filter": narrowed,
        "levels": labels,
        "is_empty": not facts,
        "campaigns": rounds,
        "rolled_up": [one for one in rounds if one.url],
        **_listing(request, narrowed),
    }
    return render(request, "meetings/conferences.html", context)


def _listing(request: HttpRequest, narrowed: RecordFilter) -> dict[str, Any]:
    """Those to come leave their place in the list and stand above its first page."""
    if not narrowed.is_valid():
        return {"page": Page(is_first=True), "coming": []}
    coming = narrowed.qs.coming(timezone.localdate())
    coming = list(coming.order_by("held_on", "pk")[:MOST_COMING])
    rest = narrowed.qs.exclude(pk__in=[one.pk for one in coming])
    page = page_of(rest, request.GET, by=BY_DAY, size=PAGE_SIZE, kept=narrowed.kept)
    return {"page": page, "coming": coming if page.is_first else []}


@public_page(ALL_GROUPS)
def conference(
    request: HttpRequest, unit: str, pk: int, slug: str = ""
) -> HttpResponse:
    """One record. Any other address of a public one leads to the true one.

    What is not public answers like what never was.
    """
    found = get_object_or_404(_whole(), pk=pk)
    card: RecordCard = found.card
    if (unit, slug) != (found.unit.slug, card.slug):
        return redirect(card, permanent=True)
    context = {**reading.frame(found.unit), **_around(found, card)}
    if found.public is None:
        return render(request, "meetings/notice.html", context)
    record = PublicRecord(found.public.content)
    context |= _content(found, record, request.GET.get(ALL_GROUPS, ""))
    return render(request, "meetings/conference.html", context)


def _whole() -> Any:
    rows = Conference.objects.public().filter(card__isnull=False)
    rows = rows.select_related("card", "public", "unit", "carries_out__card__unit")
    return rows.select_related("campaign__unit")


def _around(found: Conference, card: RecordCard) -> dict[str, Any]:
    """What stands beside a record, or its notice."""
    card.unit = found.unit  # the address needs its word
    all_years = years.years_of(card, found.unit)
    articles = Article.objects.public().filter(conferences=found)
    return {
        "conference": found,
        "card": card,
        "trail": reverse("meetings:conferences", args=[found.unit.slug]),
        "level": level_label(card.tier, _unit_word(found, card)),
        "years": all_years,
        "same_round": years.same_round(card, found.unit),
        "year_before": years.before(card, all_years),
        "year_after": years.after(card, all_years),
        "articles": articles.select_related("unit").defer("body").newest(),
        "carried_out": getattr(found.carries_out, "card", None),
    }


def _unit_word(found: Conference, card: RecordCard) -> str:
    """What the unit itself is called, where the record is of its own level."""
    if card.tier != found.unit.tier:
        return ""
    return card.unit_name.removesuffix(found.unit.name_on(card.held_on).name).strip()


def _content(
    found: Conference, record: PublicRecord, asked_groups: str
) -> dict[str, Any]:
    shows_all = bool(asked_groups) or len(record.lines) <= FIRST_GROUPS + 2
    answers = public_opinions.answers_of(found)
    outcomes = years.outcomes_of(found) if record.clauses else {}
    clauses = [{**row, "found": outcomes.get(row["id"], [])} for row in record.clauses]
    return {
        "record": record,
        "lines": record.lines if shows_all else record.lines[:FIRST_GROUPS],
        "lines_on_paper": [] if shows_all else record.lines[FIRST_GROUPS:],
        "shows_all": shows_all,
        "clauses": clauses,
        "opinions": public_opinions.counts_of(found),
        "answers": answers[: public_opinions.FIRST_ANSWERS],
        "more_answers": answers[public_opinions.FIRST_ANSWERS :],
        **_signed(found, record),
        "papers": public_files.papers(found),
        "entries": public_files.pictures(found),
        "previous": _public_card(found.previous_id),
        "round_url": campaign_address(found.campaign) if found.campaign else "",
    }


def _signed(found: Conference, record: PublicRecord) -> dict[str, Any]:
    """Bodies named as signing there, beside the number stated, and what was made."""
    known = promises.named_partners(found.pk) if record.partners else {}
    made = Programme.objects.public().filter(conference=found).with_standing()
    return {
        "partners": [{"name": one, "body": known.get(one)} for one in record.partners],
        "signed": record.first(Measure.PROGRAMMES_SIGNED),
        "programmes": list(made.select_related("unit").order_by("pk")),
    }


def _public_card(pk: int | None) -> RecordCard | None:
    """The card of the record before, if readers may open it."""
    if pk is None:
        return None
    cards = RecordCard.objects.public().filter(conference=pk)
    return cards.select_related("unit").first()


def found_or_404(unit: str, pk: int) -> Conference:
    """A record with public figures of this unit; a draft is like what never was."""
    rows = Conference.objects.with_figures_public().filter(card__isnull=False)
    found = rows.filter(pk=pk, unit__slug=unit)
    one = found.select_related("card__unit", "public", "unit").first()
    if one is None:
        raise Http404
    return one
