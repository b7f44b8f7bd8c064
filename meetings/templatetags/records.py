"""Conference records on other pages, and their figures in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import Promise

from meetings.models import RecordCard
from meetings.open_data import state_label as state_of
from meetings.public_record import PublicRecord
from meetings.readings import Tile
from news.models import Article
from units.models import UnitKind

register = template.Library()


@register.inclusion_tag("meetings/_conferences_of.html")
def conferences_of(article: Article) -> dict[str, Any]:
    """The public records that the article covers; one query."""
    cards = RecordCard.objects.public().filter(conference__articles=article)
    return {"cards": list(cards.select_related("unit").newest())}


@register.simple_tag
def figures_of(card: RecordCard) -> list[Tile]:
    """What a list shows of a record's figures; its version is loaded with it."""
    version = card.conference.public
    return PublicRecord(version.content).tiles[:2] if version else []


@register.simple_tag
def state_label(card: RecordCard) -> str:
    return state_of(is_accepted=card.accepted_at is not None)


@register.filter
def contact_of(contacts: dict[int, Any], unit_id: int) -> Any:
    return contacts.get(unit_id)


@register.filter
def level(labels: dict[str, str], tier: str) -> str | Promise:
    return labels.get(tier, "")


@register.filter
def commune_word(unit: Any) -> str:
    """What the unit is called in a sentence: "phường", "xã"."""
    return str(UnitKind(unit.name_on().kind).word).lower()
