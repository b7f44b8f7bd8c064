"""What filters of public lists share: how they are drawn, and kept in addresses."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms


class ListFilter(django_filters.FilterSet):
    """The filter of a list; what cannot be looked for is told at its field."""

    @property
    def is_active(self) -> bool:
        """Whether the list is narrowed, or would be if what was asked made sense."""
        return bool(self.form.errors) or bool(self.kept)

    @property
    def kept(self) -> str:
        """What was asked, as a query string for the links to further pages."""
        if not self.is_valid():
            return ""
        return kept(self.base_filters, self.form.cleaned_data)

    def offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        """Offer a choice where there is one, or where one was asked for."""
        if len(choices) > 1 or name in self.data:
            self.filters[name].extra["choices"] = choices
        else:
            del self.filters[name]

    def dress(self) -> None:
        """Name the controls, and say of a faulty one where its fault is told."""
        for name in self.form.fields:
            dress(self.form, name)


def dress(form: forms.Form, name: str) -> None:
    """Name a control, and say of a faulty one where its fault is told."""
    widget = form.fields[name].widget
    widget.attrs["id"] = f"loc-{name}"
    if not isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = "field"
    if name in form.errors:
        widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"loi-{name}"}


def kept(names: Iterable[str], asked: Mapping[str, Any]) -> str:
    """What was asked, as a query string, in the order of `names`: "muc=a&anh=1"."""
    written = {name: _written(asked.get(name)) for name in names}
    return urlencode({name: text for name, text in written.items() if text})


def _written(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "1" if value is True else str(value or "")
