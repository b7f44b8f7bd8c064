"""What all pages of the sheet share: whose record it is, and who may enter into it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from units.scoped_admin import UnitOwnedAdmin

from .. import group_sheet, records
from ..models import Conference
from ..sheet_cells import COLUMNS
from .record_remarks import is_partly_open


class SheetAccess(UnitOwnedAdmin):
    """Finds the record of groups for a page, within the user's scope."""

    def sheet_of(self, request: HttpRequest, pk: int) -> Conference:
        """The record of groups, if it lies in the user's scope; else 404."""
        found = Conference.objects.viewable_by(request.user)
        rows = found.select_related("unit", "campaign").prefetch_related("unit__names")
        conference: Conference = get_object_or_404(rows, pk=pk)
        if not conference.of_groups:
            raise Http404
        return conference

    def open_for(self, request: HttpRequest, conference: Conference) -> None:
        """Refuse whoever may not enter into the record now."""
        if not records.may_enter(request.user, conference):
            raise PermissionDenied(group_sheet.closed_words(conference))

    def sheet_context(
        self, request: HttpRequest, conference: Conference
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": _("Sheet of residential groups"),
            "conference": conference,
            "columns": COLUMNS,
            "may_enter": records.may_enter(request.user, conference),
            "is_partly_open": is_partly_open(request, conference),
            "opts": self.opts,
        }

    def sheet_page_of(
        self, request: HttpRequest, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        template = f"admin/meetings/sheet/{name}.html"
        return TemplateResponse(request, template, context)
