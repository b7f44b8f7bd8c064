"""The sheet's Excel template, and its import with a dry run, on the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from .. import sheet_import, sheet_template
from ..models import Conference
from .sheet_address import address
from .sheet_base import SheetAccess

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetFiles(SheetAccess):
    """Adds the template and the import to the sheet's pages."""

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        start, name = "<int:pk>/bang-to/", "meetings_conference_sheet"
        return [
            path(f"{start}mau/", page(self.template_view), name=f"{name}_template"),
            path(f"{start}nhap/", page(self.import_view), name=f"{name}_import"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def template_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The template made for this record, with what is saved already."""
        conference = self.sheet_of(request, pk)
        response = HttpResponse(sheet_template.template(conference), content_type=XLSX)
        name = sheet_template.file_name(conference)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a file; see what it would do; confirm it."""
        conference = self.sheet_of(request, pk)
        self.open_for(request, conference)
        context: dict[str, Any] = {}
        try:
            if "xac-nhan" in request.POST:
                return self._confirm(request, conference)
            if request.method == "POST":
                context = self._dry_run(request, conference)
        except ValidationError as error:
            context = {"fault": " ".join(error.messages)}
        context |= self.sheet_context(request, conference)
        context["title"] = _("Import the sheet from Excel")
        return self.sheet_page_of(request, "import", context)

    def _dry_run(self, request: HttpRequest, conference: Conference) -> dict[str, Any]:
        file = request.FILES.get("tep")
        if file is None:
            raise ValidationError(_("Choose the file first."))
        plan = sheet_import.plan(conference=conference, file=file)
        signed = sheet_import.sign(plan, conference=conference, by=request.user)
        return {"plan": plan, "signed": signed, "file_name": file.name}

    def _confirm(self, request: HttpRequest, conference: Conference) -> HttpResponse:
        count = sheet_import.confirm(
            conference=conference, signed=request.POST["xac-nhan"], by=request.user
        )
        text = ngettext("%(count)s row imported.", "%(count)s rows imported.", count)
        messages.success(request, text % {"count": count})
        return HttpResponseRedirect(address(conference))
