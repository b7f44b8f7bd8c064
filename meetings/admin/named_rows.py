"""Rows chosen by typing their name: a list of suggestions, and no need of a script.

A typed name is compared folded, so "cong an phuong" finds "Công an phường". What is
typed and not found is refused at its field and stays there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from news.models import Article
from publishing.vietnamese import clean_line, fold
from units.models import Body, Unit

from .number_rows import RowForm

LONGEST = 500
SUGGESTED = 400
BODIES, ARTICLES, PARTIES = "names-of-bodies", "names-of-articles", "names-of-parties"


class Names(Protocol):
    """Which rows may be named on a page, and how they are called there."""

    def find(self, text: str) -> Any | None:
        """The row that `text` names, or None."""

    def name_of(self, pk: int) -> str:
        """What the row is called in the field; "" for one that is not known."""


class RowByName(forms.CharField):
    """One row, typed by name; the form gives it its `names`."""

    names: Names

    def __init__(self, *, unknown: Any, suggestions: str, **kwargs: Any) -> None:
        attrs = {"list": suggestions, "class": "vTextField", "autocomplete": "off"}
        super().__init__(
            required=False, max_length=LONGEST, widget=forms.TextInput(attrs), **kwargs
        )
        self.unknown = unknown

    def prepare_value(self, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        return self.names.name_of(getattr(value, "pk", value))

    def clean(self, value: Any) -> Any:
        text = clean_line(super().clean(value))
        return self.row_of(text) if text else None

    def row_of(self, text: str) -> Any:
        row = self.names.find(text)
        if row is None:
            raise ValidationError(self.unknown % {"name": text})
        return row

    def has_changed(self, initial: Any, data: Any) -> bool:
        return clean_line(self.prepare_value(initial)) != clean_line(data or "")


class RowsByName(RowByName):
    """Several rows, parted by semicolons."""

    def prepare_value(self, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        return "; ".join(filter(None, map(super().prepare_value, value)))

    def clean(self, value: Any) -> list[Any]:
        text = forms.CharField.clean(self, value)
        typed = [clean_line(one) for one in re.split(r"[;\n]", text)]
        found = [self.row_of(one) for one in typed if one]
        return list(dict.fromkeys(found)) if all(row.pk for row in found) else found


class ByNameForm(RowForm):
    """A row of which some fields are typed names; `names` has those of each."""

    def __init__(self, *args: Any, names: dict[str, Names], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, RowByName):
                field.names = names[name]


class ByNameRows(BaseInlineFormSet):
    """Rows that may name bodies of any unit; suggested are those near this one."""

    def __init__(self, *args: Any, bodies: BodyNames | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.bodies = bodies or BodyNames(_unit_of(self.instance), self.named_bodies())

    def named_bodies(self) -> Q:
        """The bodies that the saved rows name, wherever they are."""
        if self.instance.pk is None:
            return Q(pk=None)
        model: Any = self.model
        key = {self.fk.name: self.instance.pk}
        return Q(pk__in=model.objects.filter(**key).values("body"))

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "names": {"body": self.bodies}}


def body_by_name() -> RowByName:
    return RowByName(
        label=_("This party on the portal"),
        unknown=_("The portal knows no body of this name. Leave it empty if unsure."),
        suggestions=BODIES,
    )


class BodyNames:
    """Bodies of every unit; suggested are the unit's own, those above and beside it."""

    list_id = BODIES

    def __init__(self, unit: Unit | None, chosen: Q) -> None:
        self.unit, self.chosen = unit, chosen

    @cached_property
    def offered(self) -> list[Body]:
        near = self.chosen
        if self.unit is not None:
            above = [link.parent_id for link in self.unit.parents.all()]
            near |= Q(unit=self.unit) | Q(unit__in=above)
            near |= Q(unit__parents__parent__in=above)
        rows = Body.objects.filter(near).select_related("kind", "unit").distinct()
        found = list(rows.prefetch_related("unit__names")[: SUGGESTED * 4])
        own = self.unit.pk if self.unit else None
        return sorted(found, key=lambda body: body.unit_id != own)

    @property
    def suggestions(self) -> list[str]:
        return [str(body) for body in self.offered[:SUGGESTED]]

    def find(self, text: str) -> Body | None:
        folded = fold(text)
        for body in self.offered:
            own = self.unit is not None and body.unit_id == self.unit.pk
            if fold(str(body)) == folded or (own and fold(body.title) == folded):
                return body
        return self._elsewhere(text)

    def _elsewhere(self, text: str) -> Body | None:
        """A body of a unit far away, named in full: "Công an, Phường Cửa Nam"."""
        title, _comma, _place = (part.strip() for part in text.rpartition(","))
        by_kind = Q(name="", kind__name__unaccent__iexact=title)
        rows = Body.objects.filter(by_kind | Q(name__unaccent__iexact=title))
        rows = rows.select_related("kind", "unit").prefetch_related("unit__names")
        return next((body for body in rows if fold(str(body)) == fold(text)), None)

    def name_of(self, pk: int) -> str:
        return next((str(body) for body in self.offered if body.pk == pk), "")


class ArticleNames:
    """Articles of one unit by title; suggested are the newest."""

    list_id = ARTICLES

    def __init__(self, unit: Unit | None, user: Any, chosen: Iterable[Article]) -> None:
        self.unit, self.user = unit, user
        self.chosen = {article.pk: article for article in chosen}

    @cached_property
    def offered(self) -> QuerySet[Article]:
        rows = Article.objects.viewable_by(self.user).filter(unit=self.unit)
        return rows.select_related("working").order_by("-pk")[:SUGGESTED]

    @property
    def suggestions(self) -> list[str]:
        return list(dict.fromkeys(filter(None, map(str, self.offered))))

    def find(self, text: str) -> Article | None:
        rows = [*self.chosen.values(), *self.offered]
        return next((row for row in rows if fold(str(row)) == fold(text)), None)

    def name_of(self, pk: int) -> str:
        return str(self.chosen.get(pk, ""))


def _unit_of(row: Any) -> Unit | None:
    return row.unit if row.unit_id else None
