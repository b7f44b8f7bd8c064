"""What of residents' words waits on the desk's start page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone

from meetings.models import ResidentWord

register = template.Library()

SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """How many words wait, how many of them too long, and the most urgent of them."""

    count: int
    overdue: int
    words: list[ResidentWord]


@register.simple_tag
def words_waiting(user: Any) -> Waiting:
    """The open words that the person may answer, those due first on top."""
    rows = ResidentWord.objects.editable_by(user).waiting()
    first = rows.order_by("due_on", "pk").select_related("unit")
    shown = list(first.prefetch_related("unit__names")[:SHOWN])
    if len(shown) < SHOWN:
        late = sum(word.is_overdue for word in shown)
        return Waiting(len(shown), late, shown)
    return Waiting(rows.count(), rows.overdue(timezone.localdate()).count(), shown)
