"""One row of the sheet at a time: saved by the script of the grid, or as a form.

The form is for the phone: a page of its own for each group, large fields, and the
photograph of the minutes. Row and photograph are saved each by itself.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import group_sheet, sheet_foot, sheet_page, sheet_totals
from ..group_sheet import ChangedError, ClosedError
from ..models import Conference
from ..sheet_page import Row
from .sheet_address import address
from .sheet_base import SheetAccess

NOT_ACCEPTED, CONFLICT = 422, 409


class SheetLines(SheetAccess):
    """Adds what saves single rows to the sheet's pages."""

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        start, name = "<int:pk>/bang-to/", "meetings_conference_sheet"
        return [
            path(f"{start}tong/", page(self.stated_view), name=f"{name}_stated"),
            path(f"{start}<int:group>/", page(self.group_view), name=f"{name}_group"),
            path(f"{start}<int:group>/luu/", page(self.line_view), name=f"{name}_line"),
            *super().get_urls(),
        ]

    def saves(self, request: HttpRequest, conference: Conference, row: Row) -> bool:
        """Save a row that was touched; what could not be saved stays in it."""
        seen = sheet_page.seen_of(request.POST, row.group.pk)
        typed = sheet_page.typed_of(request.POST, row.group.pk)
        if seen is None or not sheet_page.is_touched(row, typed):
            return False
        row.typed = typed
        try:
            row.line = group_sheet.save_line(
                conference=conference,
                group=row.group,
                typed=typed,
                by=request.user,
                seen=seen,
            )
        except ChangedError as conflict:
            row.conflict, row.faults = conflict, sheet_page.conflict_faults(conflict)
        except ValidationError as error:
            row.faults = group_sheet.faults_of(error)
        else:
            row.typed = {}
        return not row.typed

    @method_decorator(require_POST)
    def line_view(self, request: HttpRequest, pk: int, group: int) -> JsonResponse:
        """Save one row; answers with what is saved now, or what is wrong, in JSON."""
        conference = self.sheet_of(request, pk)
        line = get_object_or_404(
            conference.group_reports.select_related("group"), group=group
        )
        try:
            saved = group_sheet.save_line(
                conference=conference,
                group=line.group,
                typed=sheet_page.typed_of(request.POST, group),
                by=request.user,
                seen=sheet_page.seen_of(request.POST, group) or "",
            )
        except ChangedError as conflict:
            told = {
                "saved": sheet_page.answer(conflict.line),
                "words": sheet_page.changed_words(conflict),
                "faults": sheet_page.conflict_faults(conflict),
            }
            return JsonResponse(told, status=CONFLICT)
        except ValidationError as error:
            return _refusal(error)
        return JsonResponse(sheet_page.answer(saved))

    @method_decorator(require_POST)
    def stated_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Save the paper's totals; answers like `line_view`."""
        conference = self.sheet_of(request, pk)
        try:
            foot = sheet_foot.save(request.POST, conference=conference, by=request.user)
        except ClosedError as error:
            return _refusal(error)
        totals = sheet_totals.totals(conference)
        told: dict[str, Any] = {"seen": foot.stamp(totals), "faults": foot.faults}
        if foot.faults:
            told["words"] = sheet_page.not_saved_words(foot.faults)
            return JsonResponse(told, status=NOT_ACCEPTED)
        cells = {total.name: total.stated_text for total in totals}
        told |= {"cells": cells, "state": "stated", "words": _("Saved"), "remarks": []}
        return JsonResponse(told)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def group_view(self, request: HttpRequest, pk: int, group: int) -> HttpResponse:
        """A form for one group, with the photograph of its minutes."""
        conference = self.sheet_of(request, pk)
        try:
            row, rows = sheet_page.row_of(conference, group)
        except LookupError as error:
            raise Http404 from error
        if request.method == "POST":
            self.open_for(request, conference)
            photo_fault = self._saves_minutes(request, conference, row)
            self.saves(request, conference, row)
            if not (photo_fault or row.is_unsaved):
                return self._to_next(request, conference, row, rows)
            row.faults = {**row.faults, **photo_fault}
        context = self.sheet_context(request, conference) | {
            "title": row.label,
            "row": row,
            "next": _after(row, rows),
            "before": _after(row, rows[::-1]),
        }
        return self.sheet_page_of(request, "group", context)

    def _to_next(
        self, request: HttpRequest, conference: Conference, row: Row, rows: Any
    ) -> HttpResponse:
        messages.success(request, _("Saved: %(group)s") % {"group": row.label})
        following = _after(row, rows) if "tiep" in request.POST else None
        if following is not None:
            return HttpResponseRedirect(address(conference, following.group.pk))
        stays = "o-lai" in request.POST or "bo-anh" in request.POST
        return HttpResponseRedirect(
            address(conference, row.group.pk if stays else None)
        )

    def _saves_minutes(
        self, request: HttpRequest, conference: Conference, row: Row
    ) -> dict[str, str]:
        """Store or remove the photograph by itself: a file is not chosen twice."""
        files = [
            file
            for name in ("anh-chup", "anh-san-co")
            for file in request.FILES.getlist(name)
        ]
        known: dict[str, Any] = {
            "conference": conference,
            "group": row.group,
            "by": request.user,
        }
        try:
            if files:
                row.line = group_sheet.attach_minutes(file=files[0], **known)
            elif "bo-anh" in request.POST:
                row.line = group_sheet.remove_minutes(**known)
        except ValidationError as error:
            return {"minutes": " ".join(error.messages)}
        return {}


def _refusal(error: ValidationError) -> JsonResponse:
    faults = group_sheet.faults_of(error)
    words = sheet_page.not_saved_words(faults)
    is_closed = isinstance(error, ClosedError)
    told = {"faults": faults, "words": words, "isClosed": is_closed}
    return JsonResponse(told, status=CONFLICT if is_closed else NOT_ACCEPTED)


def _after(row: Row, rows: Any) -> Row | None:
    following = iter(rows)
    next(one for one in following if one.group.pk == row.group.pk)
    return next(following, None)
