"""The list of programmes takes an Excel file: a template, a dry run, the import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from units.models import Unit
from units.scoped_admin import UnitOwnedAdmin

from .. import programme_import, programme_template
from ..models import Programme
from .sheet_files import XLSX
from .unit_choice import offer_units


class ImportForm(forms.Form):
    """The file, and the unit whose programmes it tells of."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"))
    tep = forms.FileField(
        label=gettext_lazy("Choose the filled-in file (.xlsx)"),
        allow_empty_file=True,  # the import says what is wrong with it
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("Choose the file first.")},
    )

    def __init__(self, *args: Any, user: Any, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self.fields["unit"], Programme, user=user, admin_site=admin_site)


class ProgrammeImportPages(UnitOwnedAdmin):
    """Adds the template and the import to the admin of programmes."""

    change_list_template = "admin/meetings/programme_import/change_list.html"

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        name = "meetings_programme_import"
        return [
            path("nhap/", page(self.import_view), name=name),
            path("nhap/mau/", page(self.template_view), name=f"{name}_template"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def template_view(self, request: HttpRequest) -> HttpResponse:
        """The empty file with the two sheets."""
        self._require_import(request)
        response = HttpResponse(programme_template.template(), content_type=XLSX)
        name = programme_template.NAME
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a unit and a file; see what it would do; confirm it."""
        self._require_import(request)
        context: dict[str, Any] = {}
        try:
            if "xac-nhan" in request.POST:
                return self._confirm(request)
            if request.method == "POST":
                context = self._dry_run(request)
        except ValidationError as error:
            context = {"fault": " ".join(error.messages)}
        context = {
            **self.admin_site.each_context(request),
            "form": self._form(request),
            "opts": self.opts,
            "title": _("Import programmes from Excel"),
            **context,
        }
        template = "admin/meetings/programme_import/import.html"
        return TemplateResponse(request, template, context)

    def _require_import(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _form(self, request: HttpRequest, *data: Any) -> ImportForm:
        return ImportForm(*data, user=request.user, admin_site=self.admin_site)

    def _dry_run(self, request: HttpRequest) -> dict[str, Any]:
        form = self._form(request, request.POST, request.FILES)
        if not form.is_valid():
            raise ValidationError(
                [one for told in form.errors.values() for one in told]
            )
        unit, file = form.cleaned_data["unit"], form.cleaned_data["tep"]
        found, signed = programme_import.plan(unit=unit, file=file, by=request.user)
        return {
            "form": form,
            "plan": found,
            "signed": signed,
            "file_name": file.name,
            "unit": unit,
        }

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        unit, done = programme_import.confirm(
            signed=request.POST["xac-nhan"], by=request.user
        )
        text = ngettext(
            "%(count)s row imported.", "%(count)s rows imported.", done.imported
        )
        told = text % {"count": done.imported}
        messages.success(request, f"{unit.full_name}: {told}")
        return HttpResponseRedirect(reverse("admin:meetings_programme_changelist"))
