"""Keeps the words of public programmes where search finds them.

`programme_files.show` writes them whenever a programme is published, withdrawn or
saved; the worker mends what is missing, old, or was changed in another way.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from publishing.fulltext import Lexemes
from publishing.search_words import LONGEST_TEXT, vector

from .models import Programme, ProgrammeWords

FORM = 1  # raised when words are written otherwise than before: all are written anew


def remember(programme: Programme) -> None:
    """Write the words of a public programme; forget those of any other."""
    rows = Programme.objects.public().select_related("unit", "conference")
    stored = rows.filter(pk=programme.pk).first()
    if stored is None:
        ProgrammeWords.objects.filter(programme=programme.pk).delete()
        return
    ProgrammeWords.objects.update_or_create(
        programme=stored, defaults=columns_of(stored)
    )


def columns_of(programme: Programme) -> dict[str, Any]:
    """Title, then unit and parties, then the tasks: four queries."""
    order_day = _order_day(programme)
    parties = list(programme.parties.values_list("name", flat=True))
    tasks = list(programme.tasks.values_list("text", flat=True))
    unit_name = programme.unit.full_name_on(programme.day)
    parts = [(programme.title, "A"), ("\n".join([unit_name, *parties]), "B")]
    facts = [f"u{programme.unit_id}", f"y{order_day.year}"]
    return {
        "unit_id": programme.unit_id,
        "order_day": order_day,
        "form": FORM,
        "text": "\n".join([", ".join(parties), *tasks]).strip()[:LONGEST_TEXT],
        "head": Lexemes(vector(parts)),
        "words": Lexemes(vector([*parts, ("\n".join(tasks), "C")], facts)),
    }


def _order_day(programme: Programme) -> datetime.date:
    """The day of its conclusion, where that lies in the year by which it is called."""
    day = programme.day
    same_year = day.year == programme.year
    return day if same_year else datetime.date(programme.year, 1, 1)


def remember_missing(limit: int = 500) -> int:
    """Mend what is missing, old or no longer public; say how many were written."""
    public = Programme.objects.public()
    ProgrammeWords.objects.exclude(programme__in=public).delete()
    stale = Q(words=None) | ~Q(words__form=FORM)
    stale |= Q(words__written_at__lt=F("updated_at"))
    rows = list(public.filter(stale).order_by("-pk")[:limit])
    for row in rows:
        with transaction.atomic():
            remember(Programme.objects.select_for_update().get(pk=row.pk))
    return len(rows)
