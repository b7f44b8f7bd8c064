"""What a person has typed and not saved, for the start page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from news.models import SentForm
from news.writing import forms, keeping

register = template.Library()


@dataclass(frozen=True)
class Unfinished:
    """A kept form with what its line on the start page needs."""

    sent: SentForm
    title: str
    path: str


@register.simple_tag
def kept_forms(user: Any) -> list[Unfinished]:
    """The texts that the portal keeps for this person, the newest first."""
    return [
        Unfinished(one, keeping.title_of(one), keeping.path_of(one))
        for one in forms.kept_by(user)
    ]
