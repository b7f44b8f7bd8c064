"""Coordination programmes in templates, and on other pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import Promise

from meetings import programme_parties
from meetings.models import Party, Programme, ProgressNote, Standing
from news.models import Article
from units.models import Body

register = template.Library()


@register.inclusion_tag("meetings/_programmes_of.html")
def programmes_of(article: Article) -> dict[str, Any]:
    """The public programmes that the article tells of or gives evidence for."""
    told = Programme.articles.through.objects.filter(article=article)
    shown = ProgressNote.objects.filter(article=article)
    either = told.values("programme").union(shown.values("task__programme"))
    rows = Programme.objects.public().filter(pk__in=either)
    return {"programmes": list(rows.select_related("unit"))}


@register.filter
def body_address(body: Body) -> str:
    """The page of all that the body has promised."""
    return programme_parties.body_address(body)


@register.filter
def address_in(party: Party, parties: list[Party]) -> str:
    """The page of a party's body, which is loaded among the parties."""
    found = next((one.body for one in parties if one.pk == party.pk), None)
    return programme_parties.body_address(found) if found else ""


@register.filter
def standing(programme: Any) -> Standing:
    """Where a programme loaded with its standing stands."""
    return Standing(programme.standing)


@register.filter
def standing_label(programme: Any) -> str | Promise:
    return standing(programme).label
