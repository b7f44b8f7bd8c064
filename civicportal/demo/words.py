"""Residents' words of the demonstration, answered and published through the services."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from meetings import words
from meetings.forms import new_token
from meetings.models import ResidentWord
from units.models import Body, Unit

from .catalogue import CONTENT


def load_words(unit: Unit, by: Any, body: Callable[[str], Body]) -> None:
    """Add the unit's answered words unless it has any; `body` finds one by its code."""
    path = CONTENT / str(unit.slug) / "words.toml"
    if not path.exists() or ResidentWord.objects.filter(unit=unit).exists():
        return
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["words"]:
        public_text, answer = entry["public_text"].strip(), entry["answer"].strip()
        received = timezone.make_aware(entry["received_at"])
        word = words.receive(
            unit=unit,
            sent=words.Sent(field=entry["field"], text=public_text),
            token=new_token(),
            at=received,
        )
        handling = words.Handling(
            state=entry.get("state", ResidentWord.State.ANSWERED),
            due_on=word.due_on,
            body=body(entry["body"]),
            answer=answer,
            public_text=public_text,
            is_shown=True,
        )
        closed = timezone.make_aware(entry["closed_at"])
        words.deal_with(word=word, handling=handling, by=by, at=closed)
