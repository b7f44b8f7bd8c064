"""Answers that are due by a day, in the lists of the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from publishing.vietnamese import format_date


class DueFilter(admin.SimpleListFilter):
    title = _("answer due")
    parameter_name = "han"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("qua", _("overdue")), ("mo", _("waiting"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "qua":
            return queryset.overdue()
        return queryset.waiting() if self.value() == "mo" else queryset


def due_day(row: Any) -> str:
    """The day by which an answer is due, marked when it is late; "" for none."""
    if not row.due_on:
        return ""
    day = format_date(row.due_on)
    if not row.is_overdue:
        return day
    return format_html('{} <span class="status back">{}</span>', day, _("overdue"))
