"""Who changed what in a record or programme and its parts: one list, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from publishing.numbers import whole_number
from publishing.vietnamese import format_date, format_datetime

from ..figures import written
from ..models import Figure

PER_PAGE = 50
LATEST = 500  # rows of each kind that are looked at
HIDDEN = {"id", "conference", "programme", "state", "announced_at"}


@dataclass(frozen=True)
class Entry:
    """One row as it was saved once: what, when, by whom, and what became different."""

    at: Any
    by: Any
    what: str
    done: str
    changes: list[tuple[str, str, str]]


Part = tuple[type[Model], str]  # a model with a history, and its field for the whole


def history_page(
    model_admin: Any,
    request: HttpRequest,
    object_id: str,
    *,
    title: Any,
    parts: Iterable[Part],
) -> HttpResponse:
    """The page; 404 outside the user's scope."""
    number = whole_number(object_id)
    record = get_object_or_404(model_admin.get_queryset(request), pk=number or 0)
    if not model_admin.has_view_permission(request, record):
        raise PermissionDenied
    page = Paginator(entries_of(record, parts), PER_PAGE).get_page(
        request.GET.get("trang")
    )
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(record),
        "record": record,
        "opts": model_admin.opts,
        "page": page,
    }
    template = "admin/meetings/conference/history.html"
    return TemplateResponse(request, template, context)


def entries_of(row: Any, parts: Iterable[Part]) -> list[Entry]:
    """Everything that was saved of the row and its parts, the newest first."""
    found = _entries(row.history.all(), row._meta.verbose_name)
    for model, whole in parts:
        history: Any = model.history  # type: ignore[attr-defined]
        rows = history.filter(**{whole: row.pk})
        found += _entries(rows, model._meta.verbose_name)
    found = [one for one in found if one.changes or one.done]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _entries(rows: Any, name: Any) -> list[Entry]:
    """Each saved row beside the one before it of the same id."""
    latest = list(
        rows.select_related("history_user").order_by("-history_date")[:LATEST]
    )
    before: dict[int, Any] = {}
    found = []
    for row in sorted(latest, key=lambda one: (one.history_date, one.history_id)):
        done = {"+": _("Added"), "-": _("Deleted")}.get(row.history_type, "")
        changes = _changes(before.get(row.id), row)
        what = str(name)
        if isinstance(row.instance_type, type) and row.instance_type is Figure:
            what = f"{name}: {row.get_measure_display()}"
        elif number := getattr(row, "number", None):
            what = f"{name} {number}"
        if row.history_type != "-" or changes:
            changes = changes if row.history_type == "~" else _filled(row)
        found.append(Entry(row.history_date, row.history_user, what, done, changes))
        before[row.id] = row
    return found


def _fields(row: Any) -> list[Any]:
    return [
        one for one in row.instance_type._meta.concrete_fields if one.name not in HIDDEN
    ]


def _changes(old: Any, new: Any) -> list[tuple[str, str, str]]:
    if old is None:
        return []
    return [
        (str(one.verbose_name), _shown(old, one), _shown(new, one))
        for one in _fields(new)
        if hasattr(new, one.attname)
        and getattr(old, one.attname) != getattr(new, one.attname)
    ]


def _filled(row: Any) -> list[tuple[str, str, str]]:
    """What a row held when it was added or deleted."""
    return [
        (str(one.verbose_name), "", _shown(row, one))
        for one in _fields(row)
        if not one.is_relation and getattr(row, one.attname, None) not in (None, "")
    ]


def _shown(row: Any, field: Any) -> str:
    value = getattr(row, field.attname)
    if value is None or value == "":
        return _("none")
    if field.is_relation:
        return _named(row, field)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if hasattr(value, "hour") and hasattr(value, "year"):
        return format_datetime(value)
    if hasattr(value, "year"):
        return format_date(value)
    if hasattr(value, "quantize"):
        return written(value)
    return str(value)


def _named(row: Any, field: Any) -> str:
    """The row that was linked, as it is called today."""
    try:
        return str(getattr(row, field.name))
    except ObjectDoesNotExist:
        return _("deleted since")
