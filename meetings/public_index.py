"""Keeps the public face of each record where lists and search find it.

Announcing and approving write it, in the same transaction; saving a record that is
only announced does too, because its notice shows the rows themselves. The worker
mends what is missing or was written in an older form.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from publishing.fulltext import Lexemes
from publishing.search_words import LONGEST_TEXT, vector

from .models import Conference, RecordCard

FORM = 1  # raised when cards are written otherwise than before: all are written anew


def remember(conference: Conference) -> None:
    """Write the card of a public record; forget that of any other."""
    # As it is stored: the instance may be old, or hold what a form has typed.
    rows = Conference.objects.public().select_related("public", "unit", "campaign")
    stored = rows.filter(pk=conference.pk).first()
    if stored is None:
        RecordCard.objects.filter(conference=conference.pk).delete()
        return
    RecordCard.objects.update_or_create(conference=stored, defaults=columns_of(stored))


def columns_of(conference: Conference) -> dict[str, Any]:
    """What stands on the card: of the public version, or else of the notice."""
    version = conference.public if conference.public_id else None
    seen = version.content if version else _notice(conference)
    day = conference.day
    held_on = seen["held_on"] and datetime.date.fromisoformat(seen["held_on"])
    unit_name = conference.unit.full_name_on(day)
    unit_place = conference.unit.place_on(day)
    texts = _texts(seen)
    parts = [(seen["title"], "A"), (f"{seen['place']}\n{unit_name}", "B")]
    order_day = held_on or datetime.date(seen["year"], 1, 1)
    facts = [f"u{conference.unit_id}", f"y{order_day.year}"]
    return {
        "unit_id": conference.unit_id,
        **{name: seen[name] for name in ("kind", "tier", "year", "title", "place")},
        "held_on": held_on or None,
        "order_day": order_day,
        "unit_name": unit_name,
        "unit_place": unit_place,
        "announced_at": conference.announced_at,
        "approved_at": version.approved_at if version else None,
        "accepted_at": version.accepted_at if version else None,
        "form": FORM,
        "text": "\n".join([seen["place"], *texts]).strip()[:LONGEST_TEXT],
        "head": Lexemes(vector(parts)),
        "words": Lexemes(vector([*parts, ("\n".join(texts), "C")], facts)),
    }


def _notice(conference: Conference) -> dict[str, Any]:
    """What an announcement tells, in the names of the public content."""
    return {
        "title": conference.full_title,
        "kind": conference.kind,
        "tier": conference.tier,
        "year": conference.year,
        "held_on": conference.held_on.isoformat() if conference.held_on else None,
        "place": conference.place,
    }


def _texts(seen: dict[str, Any]) -> list[str]:
    """What else a record is found by: its clauses, agenda, basis, organisers."""
    return [
        *(row["text"] for row in seen.get("clauses", ())),
        *(row["text"] for row in seen.get("agenda", ())),
        *(row["text"] for row in seen.get("basis", ())),
        *(row["name"] for row in seen.get("organisers", ())),
        *(row["text"] for row in seen.get("reviews", ())),
    ]


def remember_missing(limit: int = 500) -> int:
    """Mend cards that are missing, old or of records no longer public; say how many."""
    public = Conference.objects.public()
    RecordCard.objects.exclude(conference__in=public).delete()
    stale = (
        Q(card=None)
        | ~Q(card__form=FORM)
        | Q(public__isnull=False, card__approved_at__isnull=True)
        | ~Q(card__approved_at=F("public__approved_at"))
    )
    rows = list(public.filter(stale).order_by("-pk")[:limit])
    for row in rows:
        with transaction.atomic():
            locked = Conference.objects.select_for_update(of=("self",))
            remember(locked.select_related("public", "unit").get(pk=row.pk))
    return len(rows)
