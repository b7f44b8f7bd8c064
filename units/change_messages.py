"""What the history says of a change, in the words that the forms show.

Django stores English names and translates them when they are read: a label that was
capitalised, or a name that stands under a context, is then not found. The portal has
one language, so the words are stored in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.utils.text import capfirst


def change_message(
    form: BaseForm, formsets: Iterable[Any] | None, *, add: bool
) -> list[dict[str, Any]]:
    """Return what was done, in the shape of `LogEntry.change_message`."""
    told: list[dict[str, Any]] = []
    if add:
        told.append({"added": {}})
    elif form.changed_data:
        told.append({"changed": {"fields": labels(form, form.changed_data)}})
    for formset in formsets or []:
        told += [{"added": _named(row)} for row in formset.new_objects]
        told += [
            {"changed": {**_named(row), "fields": labels(formset.forms[0], names)}}
            for row, names in formset.changed_objects
        ]
        told += [{"deleted": _named(row)} for row in formset.deleted_objects]
    return told


def labels(form: BaseForm, names: Iterable[str]) -> list[str]:
    """Return what the form calls its fields; a field it lacks keeps its own name."""
    fields = form.fields
    return [
        capfirst(str(fields[name].label or name) if name in fields else name)
        for name in names
    ]


def _named(row: Model) -> dict[str, str]:
    return {"name": str(row._meta.verbose_name), "object": str(row)}
