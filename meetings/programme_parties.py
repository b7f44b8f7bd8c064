"""Parties of programmes as readers are offered them: a body, or a name as written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from publishing.vietnamese import fold, slugify_vi, sort_key
from units.models import Body

LONGEST = 200  # letters of a name; cut, the words of two parties would be one


@dataclass
class Choice:
    """One party over all programmes of a list; `names` are the ways it is written."""

    label: str
    body: int | None = None
    names: set[str] = field(default_factory=set)

    @property
    def word(self) -> str:
        """What stands for it in an address."""
        slug = slugify_vi(self.label, LONGEST)
        return f"{self.body}-{slug}" if self.body else slug

    @property
    def holds(self) -> Q:
        """Whether a programme has this party."""
        written = Q(parties__body=None, parties__name__in=self.names)
        return written | Q(parties__body=self.body) if self.body else written


def choices(rows: Iterable[tuple[str, int | None]]) -> list[Choice]:
    """Unite the ways in which one party is written, given as (name, number of body).

    What is written like a body that is known is taken for it; nothing else is guessed.
    """
    rows = sorted(set(rows), key=lambda row: (row[1] is None, row))
    found: dict[int | str, Choice] = {}
    known: dict[str, Choice] = {}
    for name, body in rows:
        key = slugify_vi(name, LONGEST)
        if body:
            choice = found.setdefault(body, Choice(name, body))
            known.setdefault(key, choice)
        else:
            choice = known.get(key) or found.setdefault(key, Choice(name))
        choice.names.add(name)
    return sorted(found.values(), key=lambda one: sort_key(one.label))


def body_address(body: Body) -> str:
    """The page of all that a body has promised; load it with its unit and kind."""
    return reverse(
        "meetings:programmes_of_body",
        args=[body.unit.slug, body.pk, slugify_vi(body.title)],
    )


def body_name(body: Body) -> str:
    """The body with its unit: "Công an phường Kim Liên"; load it with both names."""
    unit = body.unit.full_name
    word, _space, bare = unit[:1].lower().join(["", unit[1:]]).partition(" ")
    title = body.title
    if fold(bare) in fold(title):
        return title
    if fold(title).endswith(f" {fold(word)}"):
        return f"{title} {bare}"
    return f"{title} {word} {bare}"
