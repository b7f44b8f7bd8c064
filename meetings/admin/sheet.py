"""The sheet of residential groups on the desk: the grid, a form for each group, print.

Who may see the record sees the sheet; who may enter into it (`records.may_enter`)
gets fields. Each row is saved by itself; without script one button saves all rows.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from publishing.numbers import whole_number

from .. import corrections, group_sheet, sheet_foot, sheet_page, sheet_totals
from ..group_sheet import ClosedError
from ..models import Conference
from ..sheet_foot import Foot
from ..sheet_page import Row
from .sheet_address import address
from .sheet_files import SheetFiles
from .sheet_lines import SheetLines


class SheetPages(SheetLines, SheetFiles):
    """Adds the sheet to the admin of conference records."""

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        start, name = "<int:pk>/bang-to/", "meetings_conference_sheet"
        return [
            path(start, page(self.sheet_view), name=name),
            path(f"{start}in/", page(self.print_view), name=f"{name}_print"),
            path(f"{start}bo-sung/", page(self.draw_up_view), name=f"{name}_draw_up"),
            *super().get_urls(),
        ]

    # The grid

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The grid; without script its one button saves all good rows."""
        conference = self.sheet_of(request, pk)
        rows = sheet_page.rows_of(conference)
        if request.method != "POST":
            return self._grid(request, conference, rows)
        self.open_for(request, conference)
        if "dan" in request.POST:
            self._lay(request, conference, rows)
            return self._grid(request, conference, rows)
        saved = [row for row in rows if self.saves(request, conference, row)]
        foot = sheet_foot.save(request.POST, conference=conference, by=request.user)
        if saved:
            messages.success(request, _saved_words(len(saved)))
        if foot.faults or any(row.is_unsaved for row in rows):
            messages.error(request, _("What is marked was not saved. Please correct."))
            return self._grid(request, conference, rows, foot)
        return HttpResponseRedirect(address(conference))

    def _lay(
        self, request: HttpRequest, conference: Conference, rows: list[Row]
    ) -> None:
        """Fill the form with a pasted block; nothing is saved yet."""
        found = group_sheet.paste(
            groups=[row.group for row in rows],
            text=request.POST.get("khoi", ""),
            first_group=whole_number(request.POST.get("tu-to", "")) or 0,
            first_column=request.POST.get("tu-cot", ""),
        )
        for row in rows:
            typed = sheet_page.typed_of(request.POST, row.group.pk)
            cells = found.cells.get(row.group.pk)
            if cells or sheet_page.is_touched(row, typed):
                row.typed = typed | (cells or {})
        words = _("Check what was pasted, then save the whole sheet.")
        messages.warning(request, words)
        if found.rows_left or found.columns_left:
            messages.error(request, left_words(found.rows_left, found.columns_left))

    def _grid(
        self,
        request: HttpRequest,
        conference: Conference,
        rows: list[Row],
        foot: Foot | None = None,
    ) -> HttpResponse:
        totals, foot = sheet_totals.totals(conference), foot or Foot()
        context = self.sheet_context(request, conference) | {
            "rows": rows,
            "totals": totals,
            "foot": foot.cells(totals, corrections.open_fields(conference)),
            "stated_seen": foot.stamp(totals),
            "new_groups": _groups_without_line(conference, rows),
        }
        return self.sheet_page_of(request, "grid", context)

    # Print, and groups that came later

    @method_decorator(require_safe)
    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sheet on paper; with `?trong=1` empty, to be filled in by hand."""
        conference = self.sheet_of(request, pk)
        totals = sheet_totals.totals(conference)
        context = self.sheet_context(request, conference) | {
            "rows": sheet_page.rows_of(conference),
            "totals": totals,
            "stated": any(total.stated for total in totals),
            "unit_name": conference.unit.full_name_on(conference.day),
            "is_empty": request.GET.get("trong") == "1",
        }
        return self.sheet_page_of(request, "print", context)

    @method_decorator(require_POST)
    def draw_up_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a line to groups that have none yet."""
        conference = self.sheet_of(request, pk)
        self.open_for(request, conference)
        try:
            group_sheet.draw_up(conference=conference, by=request.user)
        except ClosedError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(address(conference))


def _saved_words(count: int) -> str:
    text = ngettext("%(count)s row saved.", "%(count)s rows saved.", count)
    return text % {"count": count}


def left_words(rows: int, columns: int) -> str:
    """What of a pasted block found no place."""
    text = _(
        "Not pasted, because the sheet ends there: rows %(rows)s, columns %(columns)s."
    )
    return text % {"rows": rows, "columns": columns}


def _groups_without_line(conference: Conference, rows: list[Row]) -> list[str]:
    """Groups of the record's day that came to the list after the sheet was drawn up."""
    known = {row.group.pk for row in rows}
    return [
        group.full_name_on(conference.day)
        for group in conference.groups()
        if group.pk not in known
    ]
