"""What is said of a record under review, and where: remarks typed, made, and faults.

A place is one thing on the page at which something can be said. Its key is a target
(`meetings.targets`), or "group_reports.<line>" for a line, of which one says besides
which cells are meant. Whatever is typed is kept on the page that answers, also where
its place is gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from publishing.numbers import whole_number
from publishing.vietnamese import clean_line, clean_text, fold

from .. import targets
from ..models.review import LONGEST_REMARK

REMARK, CELLS = "remark-", "cells-"
NOTE, CONFIRM, TARGET, VALUE, REASON = "note", "confirm", "target", "value", "reason"
LONGEST_NOTE = 1000
# What is typed where a value is taken away; nothing typed is a slip.
NOT_KNOWN = {fold(text) for text in ("chưa rõ", "không rõ", "chưa có số liệu")}


def line_key(line: int) -> str:
    return f"{targets.LINES}.{line}"


def key_of(target: str) -> str:
    """The place at which a target or the field of a fault is shown.

    A cell is shown at its line, and the outcome of a clause at their list.
    """
    first, *rest = target.split(".")
    if first == targets.LINES and rest:
        return f"{first}.{rest[0]}"
    return first if first in targets.LISTS and first != targets.FIGURES else target


def is_line(key: str) -> bool:
    first, _dot, rest = key.partition(".")
    return first == targets.LINES and rest.isdecimal()


class Typed:
    """What the reviewer typed, and what is wrong with it, by place."""

    def __init__(self, post: QueryDict | None = None) -> None:
        self.post = post or QueryDict()
        self.errors: dict[str, list[str]] = {}

    def remark(self, key: str) -> str:
        return clean_text(self.post.get(f"{REMARK}{key}", ""))

    def cells(self, key: str) -> list[str]:
        return self.post.getlist(f"{CELLS}{key}")

    @property
    def note(self) -> str:
        return clean_text(self.post.get(NOTE, ""))

    @property
    def confirms(self) -> bool:
        return CONFIRM in self.post

    @property
    def version(self) -> int | None:
        """The version that the page showed."""
        return whole_number(self.post.get("version", ""))

    @property
    def keys(self) -> list[str]:
        """The places at which a remark was typed."""
        names = [name for name in self.post if name.startswith(REMARK)]
        keys = [name.removeprefix(REMARK) for name in names]
        return [key for key in keys if self.remark(key)]

    def remarks(self) -> list[tuple[str, str]]:
        """(target, text) of all that was typed; raises ValidationError by place."""
        found, faults = [], {}
        for key in self.keys:
            text = self.remark(key)
            if len(text) > LONGEST_REMARK:
                told = _("A remark has at most %(limit)s characters.")
                faults[key] = told % {"limit": LONGEST_REMARK}
            cells = self._targets(key)
            if not cells:
                faults[key] = _("Tick the cells that have to be corrected.")
            found += [(target, text) for target in cells]
        if len(self.note) > LONGEST_NOTE:
            told = _("A remark has at most %(limit)s characters.")
            faults[NOTE] = told % {"limit": LONGEST_NOTE}
        if faults:
            raise ValidationError(faults)
        return found

    def _targets(self, key: str) -> list[str]:
        if is_line(key):
            return [f"{key}.{column}" for column in self.cells(key)]
        return [key]

    # Amendments

    @property
    def target(self) -> str:
        return self.post.get(TARGET, "")

    @property
    def reason(self) -> str:
        return clean_text(self.post.get(REASON, ""))

    @property
    def value(self) -> str:
        return clean_line(self.post.get(VALUE, ""))

    def new_value(self) -> str:
        """The value as `amend` takes it, "" for 'not known'; raises ValidationError."""
        if not self.value:
            told = _("Write the new value; write “chưa rõ” where it is not known.")
            raise ValidationError({VALUE: told})
        return "" if fold(self.value) in NOT_KNOWN else self.value

    def is_amended(self, key: str) -> bool:
        """Whether the amendment that was typed is of this place."""
        return self.target == key or self.target.startswith(f"{key}.")

    def take(self, error: ValidationError) -> None:
        """Keep what is wrong, by the place where it is told; "" is the page's head."""
        if hasattr(error, "error_dict"):
            found = dict(error.message_dict)
        else:
            found = {"": error.messages}
        for key, messages in found.items():
            self.errors.setdefault(key, []).extend(messages)


@dataclass(frozen=True)
class Value:
    """Something at a place that can be amended; `shown` is what stands there."""

    target: str
    label: str
    shown: str = ""


@dataclass(frozen=True)
class Box:
    """A cell of a line, to be ticked with a remark."""

    name: str
    label: str
    is_ticked: bool = False


@dataclass(frozen=True)
class Place:
    """One thing of which something can be said; `faults` are invariants that fail."""

    key: str
    label: str
    faults: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # by the level above, when it returned the record last
    typed: Typed = field(default_factory=Typed)
    boxes: tuple[Box, ...] = ()
    values: tuple[Value, ...] = ()

    @property
    def id(self) -> str:
        return self.key.replace(".", "-") or "ca-ho-so"

    @property
    def text(self) -> str:
        return self.typed.remark(self.key)

    @property
    def errors(self) -> list[str]:
        """What is wrong with the remark typed here."""
        return self.typed.errors.get(self.key, []) if self.key else []

    @property
    def is_open(self) -> bool:
        """Whether its form is unfolded: something was typed in it."""
        return bool(self.text or self.errors)

    @property
    def is_amended(self) -> bool:
        """Whether an amendment was typed here that was not taken."""
        return bool(self.typed.errors) and self.typed.is_amended(self.key)

    @property
    def value_errors(self) -> list[str]:
        return self._amending(VALUE) + self._amending(TARGET)

    @property
    def reason_errors(self) -> list[str]:
        return self._amending(REASON)

    def _amending(self, name: str) -> list[str]:
        return self.typed.errors.get(name, []) if self.is_amended else []


class Places:
    """Makes the places of a page, and knows what belongs to each."""

    def __init__(
        self,
        typed: Typed,
        faults: Sequence[tuple[str, str]] = (),
        said: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.typed = typed
        self.faults = _by_place(faults)
        self.said = _by_place(said)
        self.cells = {target for target, _message in faults}
        self.made: list[Place] = []

    def at(
        self,
        key: str,
        label: str,
        boxes: Iterable[tuple[str, str]] = (),
        values: Iterable[Value] = (),
    ) -> Place:
        """The place of this key; `boxes` are (column, label) of a line's cells."""
        place = Place(
            key,
            label,
            tuple(self.faults.get(key, ())),
            tuple(self.said.get(key, ())),
            self.typed,
            tuple(self._boxes(key, boxes)),
            tuple(values),
        )
        self.made.append(place)
        return place

    def _boxes(self, key: str, boxes: Iterable[tuple[str, str]]) -> Iterator[Box]:
        typed = self.typed.cells(key)
        for name, label in boxes:
            is_faulty = not self.typed.post and f"{key}.{name}" in self.cells
            yield Box(name, label, name in typed or is_faulty)

    @property
    def elsewhere(self) -> list[str]:
        """Faults of what has no place of its own on the page."""
        keys = {place.key for place in self.made}
        rest = [told for key, told in self.faults.items() if key not in keys]
        return [message for messages in rest for message in messages]

    def kept(self, *, all_of_them: bool) -> list[tuple[str, str]]:
        """(label, text) of remarks typed where no form shows them.

        All of them where the page has no forms now, else those whose place is gone.
        """
        labels = {place.key: place.label for place in self.made}
        keys = [key for key in self.typed.keys if all_of_them or key not in labels]
        rows = [(labels.get(key, ""), self.typed.remark(key)) for key in keys]
        is_left = all_of_them and self.typed.note
        return [*rows, ("", self.typed.note)] if is_left else rows

    @property
    def wrong(self) -> list[Place]:
        """Places at which what was typed is wrong."""
        return [place for place in self.made if place.errors or place.is_amended]


def _by_place(told: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for target, text in told:
        messages = found[key_of(target)]
        if text not in messages:  # of several cells of a line at once
            messages.append(text)
    return dict(found)
