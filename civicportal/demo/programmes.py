"""Coordination programmes of the demonstration, from `programmes/`.

All goes through the services; a programme that is there already is left as it is. What
a ceremony's text leaves open (which partners share a programme) is left open here too.
Nobody is named: signers are posts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from meetings import programmes
from meetings.models import (
    Conference,
    Party,
    Programme,
    ProgrammeReview,
    ProgressNote,
    Task,
)
from meetings.programmes import NewParty
from news.models import Article
from units.models import Unit

from .conferences import album_of, body_of, document_of, drawn_picture, unit_of

PROGRAMMES = Path(__file__).parent / "programmes"
Entry = Mapping[str, Any]
PLAIN = (
    *("title", "layer", "year", "starts_on", "ends_on"),
    *("conclusion", "concluded_on", "place"),
)
PLAIN_OF_TASK = (
    *("text", "measure", "target", "target_unit"),
    *("actual", "due_on", "done_on"),
)


def load_programmes(by: Any) -> int:
    """Load what is missing; returns the number of programmes added."""
    loader = ProgrammeLoader(by)
    for path in sorted(PROGRAMMES.glob("*.toml")):
        loader.load(tomllib.loads(path.read_text(encoding="utf-8")))
    return loader.added


class ProgrammeLoader:
    """Keeps the programmes by the keys that the files give them."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.added = 0
        self.programmes: dict[str, Programme] = {}

    def load(self, content: Entry) -> None:
        for entry in content["programmes"]:
            unit = unit_of(entry["unit"])
            same = unit.programmes.filter(title=entry["title"], year=entry["year"])
            self.programmes[entry["key"]] = same.first() or self._add(unit, entry)

    def _add(self, unit: Unit, entry: Entry) -> Programme:
        programme = self._begin(unit, entry)
        _sign(programme, entry["parties"])
        tasks = [
            _add_task(programme, number, task)
            for number, task in enumerate(entry.get("tasks", ()), start=1)
        ]
        titles = entry.get("articles", ())
        programme.articles.set(Article.objects.filter(unit=unit, title__in=titles))
        if "pictures" in entry:
            programme.album = album_of(unit, entry["pictures"])
            programme.save(update_fields=["album"])
        for review in entry.get("reviews", ()):
            self._review(programme, tasks, review)
        programmes.publish(programme=programme, by=self.by)
        self.added += 1
        return programme

    def _begin(self, unit: Unit, entry: Entry) -> Programme:
        """A new one, or the copy of the one before, as it was concluded."""
        fields = {name: entry[name] for name in PLAIN if name in entry}
        if "conference_on" in entry:
            fields["conference"] = Conference.objects.filter(
                unit=unit, held_on=entry["conference_on"]
            ).first()
        if "document" in entry:
            fields["document"] = document_of({**entry["document"], "unit": unit.slug})
        if "previous" not in entry:
            parties = [
                NewParty(name, body_of(unit, code) if code else None)
                for name, code, _post in entry["parties"]
            ]
            programme = Programme(unit=unit, **fields)
            return programmes.conclude(programme=programme, parties=parties, by=self.by)
        before = self.programmes[entry["previous"]]
        programme = programmes.carry_on(programme=before, by=self.by)
        for name, value in fields.items():
            setattr(programme, name, value)
        programme.full_clean(exclude=["album"])
        programme.save()
        return programme

    def _review(
        self, programme: Programme, tasks: Sequence[Task], entry: Entry
    ) -> None:
        names = ("kind", "held_on", "summary", "assessment")
        programmes.record_review(
            review=ProgrammeReview(
                programme=programme, **{name: entry[name] for name in names}
            ),
            verdicts=dict(zip(tasks, map(tuple, entry["verdicts"]), strict=True)),
            by=self.by,
        )


def _sign(programme: Programme, parties: Sequence[Any]) -> None:
    for name, _code, post in parties:
        Party.objects.filter(programme=programme, name=name).update(signatory_post=post)


def _add_task(programme: Programme, number: int, entry: Entry) -> Task:
    """Add a task, or bring the copy of last year's to what was agreed this year."""
    parties = list(programme.parties.order_by("pk"))
    task = programme.tasks.filter(number=number).first() or Task(
        programme=programme, number=number
    )
    for name in PLAIN_OF_TASK:
        if name in entry:
            setattr(task, name, entry[name])
    task.lead = parties[entry["lead"] - 1]
    task.full_clean()
    task.save()
    task.support.set(parties[place - 1] for place in entry.get("support", ()))
    for note in entry.get("notes", ()):
        _add_note(task, note)
    return task


def _add_note(task: Task, entry: Entry) -> None:
    unit = task.programme.unit
    title, picture = entry.get("article", ""), entry.get("picture")
    ProgressNote.objects.create(
        task=task,
        noted_on=entry["on"],
        text=entry["text"],
        article=Article.objects.filter(unit=unit, title=title).first(),
        photo=drawn_picture(unit, picture) if picture else None,
    )
