"""The list of articles as a file for auditors: a form, and the download."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from units.models import Unit
from units.querysets import UnitQuerySet
from units.scoped_admin import UnitOwnedAdmin
from units.scoping import scope_of, units_for

from .. import export
from ..export import Counted, Scope
from ..models import Article

PERMISSION = "news.export_article"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "xlsx": _("Excel (.xlsx): articles, and the totals on a second sheet"),
    "csv": _("CSV: articles"),
    "csv-tong-hop": _("CSV: totals per author and section"),
}


class DayField(forms.DateField):
    """A day as people write it: 25/11/2026."""

    widget = AdminDateWidget
    default_error_messages = {
        "required": _("Choose a day."),
        "invalid": _("Write the day like 25/11/2026."),
    }


class UnitsField(forms.ModelMultipleChoiceField):
    default_error_messages = {
        "invalid_choice": _("You may not export the articles of this unit."),
        "invalid_pk_value": _("You may not export the articles of this unit."),
    }


class ExportForm(forms.Form):
    """Period, units and format. `user` decides which units there are to choose."""

    tu = DayField(label=_("From day"))
    den = DayField(label=_("Up to day (inclusive)"))
    theo = forms.ChoiceField(
        label=_("Articles that were, in this period,"),
        widget=forms.RadioSelect,
        choices=[
            (Counted.PUBLISHED.value, _("published, also if withdrawn later")),
            (Counted.BEGUN.value, _("begun, whether published or not")),
        ],
        error_messages={"required": _("Choose one of the two.")},
    )
    don_vi = UnitsField(
        label=_("Units"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose none to export all of yours."),
    )
    dinh_dang = forms.ChoiceField(
        label=_("Kind of file"),
        widget=forms.RadioSelect,
        choices=list(FORMATS.items()),
        error_messages={"required": _("Choose the kind of file.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.user = user
        units = _units_with_articles(user)
        if units.count() > 1:
            self.fields["don_vi"].queryset = units  # type: ignore[attr-defined]
        else:
            del self.fields["don_vi"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("tu"), cleaned.get("den")
        if first and last and last < first:
            self.add_error("den", _("The last day is before the first one."))
        return cleaned

    def scope(self) -> Scope:
        """What the valid form asks for, within what the user may export."""
        units = list(self.cleaned_data.get("don_vi") or ())
        everywhere = scope_of(self.user).everywhere
        return Scope(
            first=self.cleaned_data["tu"],
            last=self.cleaned_data["den"],
            units=units
            or (None if everywhere else list(units_for(self.user, PERMISSION))),
            counted=Counted(self.cleaned_data["theo"]),
        )


def _units_with_articles(user: Any) -> UnitQuerySet:
    """The units to choose from; their labels cost no query each."""
    units: Any = units_for(user, PERMISSION)
    articles = Article.objects.filter(unit=OuterRef("pk"))
    return units.filter(Exists(articles)).with_labels()


class ExportPages(UnitOwnedAdmin):
    """Adds the export to the admin of articles."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("xuat/", view, name="news_article_export"), *super().get_urls()]

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The form; the file, once it is filled in."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        if "dinh_dang" not in request.GET:
            return self._export_form(
                request, ExportForm(user=request.user, initial=_initial())
            )
        form = ExportForm(request.GET, user=request.user)
        if not form.is_valid():
            return self._export_form(request, form)
        return _file(form.scope(), form.cleaned_data["dinh_dang"])

    def _export_form(self, request: HttpRequest, form: ExportForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export the list of articles"),
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        template = "admin/news/article/export.html"
        return TemplateResponse(request, template, context)


def _initial() -> dict[str, Any]:
    """The year so far: what is asked for most often."""
    today = timezone.localdate()
    first = date(today.year, 1, 1)
    return {
        "tu": first,
        "den": today,
        "theo": Counted.PUBLISHED.value,
        "dinh_dang": "xlsx",
    }


def _file(scope: Scope, kind: str) -> HttpResponseBase:
    name = f"bai-viet_{scope.first:%Y-%m-%d}_{scope.last:%Y-%m-%d}"
    if kind == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        export.write_book(scope, file)
        file.seek(0)
        return FileResponse(
            file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX
        )
    parts: Callable[[Scope], Any] = (
        export.csv_of_totals if kind == "csv-tong-hop" else export.csv_of_articles
    )
    end = "_tong-hop" if kind == "csv-tong-hop" else ""
    return StreamingHttpResponse(
        parts(scope),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}{end}.csv"'},
    )
