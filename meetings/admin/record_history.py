"""Who changed what in a record, its figures and clauses: one list, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from publishing.numbers import whole_number
from publishing.vietnamese import format_date, format_datetime

from ..figures import written
from ..models import Clause, ClauseReview, Conference, Figure

PER_PAGE = 50
LATEST = 500  # rows of each kind that are looked at
HIDDEN = {"id", "conference", "state", "announced_at"}


@dataclass(frozen=True)
class Entry:
    """One row as it was saved once: what, when, by whom, and what became different."""

    at: Any
    by: Any
    what: str
    done: str
    changes: list[tuple[str, str, str]]


def history_page(
    model_admin: Any, request: HttpRequest, object_id: str
) -> HttpResponse:
    """The page; 404 outside the user's scope."""
    number = whole_number(object_id)
    record = get_object_or_404(model_admin.get_queryset(request), pk=number or 0)
    if not model_admin.has_view_permission(request, record):
        raise PermissionDenied
    page = Paginator(entries_of(record), PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History of the record"),
        "subtitle": record.full_title,
        "record": record,
        "opts": model_admin.opts,
        "page": page,
    }
    template = "admin/meetings/conference/history.html"
    return TemplateResponse(request, template, context)


def entries_of(record: Conference) -> list[Entry]:
    """Everything that was saved of the record and its rows, the newest first."""
    found = _entries(record.history.all(), record._meta.verbose_name)
    for model in (Figure, Clause, ClauseReview):
        rows = model.history.filter(conference_id=record.pk)
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
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if hasattr(value, "hour") and hasattr(value, "year"):
        return format_datetime(value)
    if hasattr(value, "year"):
        return format_date(value)
    if hasattr(value, "quantize"):
        return written(value)
    return str(value)
