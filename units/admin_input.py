"""What a request to the desk names: rows, and values to filter by.

Addresses are typed, shortened and tried out. What no row is called is missing, and
what cannot be filtered by is left out; neither is a fault of ours.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import DataError, models
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from publishing.numbers import whole_number


class RowPicker(AutocompleteSelect):
    """Shows the row that was chosen; for what is no row's number it shows none."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        rows = [one for one in value if not one or whole_number(one) is not None]
        return super().optgroups(name, rows, attrs)


class RowsPicker(AutocompleteSelectMultiple):
    """Shows the rows that were chosen, and nothing for what is no row's number."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        rows = [one for one in value if whole_number(one) is not None]
        return super().optgroups(name, rows, attrs)


class RowPickers(BaseModelAdmin):
    """Every field with autocomplete gets a `RowPicker`."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowPicker(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PlainSelects(BaseModelAdmin):
    """Selects without the shortcuts to add, change or view: they lead people astray."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class CheckedInput(admin.ModelAdmin):
    """Looks at every name in a request before the database is asked for it."""

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list; what cannot be filtered by leads to the whole list."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error

    def response_action(  # type: ignore[override]  # as Django 5.2 has it
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Do what was chosen to the rows that were chosen, if rows they are."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(whole_number(one) is None for one in chosen):
            text = _("What was chosen is not in this list. Choose again.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Let a link fill in relations, by number; all else begins empty."""
        related = {field.name for field in self.opts.fields if field.is_relation}
        given = super().get_changeform_initial_data(request)
        return {
            name: value
            for name, value in given.items()
            if name in related and whole_number(value) is not None
        }

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        _check_rows(object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, **kwargs: Any
    ) -> HttpResponse:
        """Show one version of a row, where the admin keeps versions."""
        _check_rows(object_id, version_id)
        kept: Any = super()
        return kept.history_form_view(request, object_id, version_id, **kwargs)


def _check_rows(*ids: str) -> None:
    if any(whole_number(unquote(one)) is None for one in ids):
        raise Http404
