"""Rows inside a record: open while entry is open, numbers written as people do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from publishing.number_fields import WrittenNumberField
from units.admin_input import PlainSelects
from units.models import Body

from .. import records
from .record_remarks import opening_of


class RowForm(ModelForm):
    """A new row counts only when something beside its presets was typed."""

    presets: tuple[str, ...] = ()

    @cached_property
    def changed_data(self) -> list[str]:
        changed = super().changed_data
        if self.instance.pk is not None:
            return changed
        return [name for name in changed if name not in self.presets]


class BodyField(ModelChoiceField):
    """A body by its own title: the unit is that of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


def written_number(db_field: models.Field, **kwargs: Any) -> WrittenNumberField:
    """The form field for a column of numbers; required as the column is."""
    places = getattr(db_field, "decimal_places", 0) or 0
    digits = getattr(db_field, "max_digits", None)
    most = 10 ** (digits - places) - 1 if digits else _largest(db_field)
    kwargs.pop("widget", None)
    field: type[WrittenNumberField] = kwargs.pop("form_class", WrittenNumberField)
    return field(
        decimals=places,
        most=most,
        required=not db_field.blank,
        label=kwargs.pop("label", None) or _label(db_field),
        help_text=str(db_field.help_text),
        grouped=not db_field.name.startswith("year"),
    )


_INT = 2**31 - 1
NUMBERS = (
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.DecimalField,
)


def _largest(db_field: models.Field) -> int:
    return 32767 if isinstance(db_field, models.PositiveSmallIntegerField) else _INT


def _label(db_field: models.Field) -> str:
    name = str(db_field.verbose_name)
    return name[:1].upper() + name[1:]


class RecordRows(PlainSelects, admin.TabularInline):
    """Rows of a conference record; who may enter the record may write them."""

    form = RowForm
    template = "admin/meetings/_rows.html"
    extra = 1
    empty_value_display = _("not known")
    single_lines = 2  # of a text that may be longer
    part = ""  # what `meetings.targets` calls this list

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the record's page sees its rows."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and self._is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and self._is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and self._is_open(request, obj)

    def _is_open(self, request: HttpRequest, record: Any) -> bool:
        """Entry is open, and of a returned record this list."""
        if not records.may_enter(request.user, record):
            return False
        return opening_of(request, record).has_list(self.part)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.record = obj  # an inline's instance is made anew for each request
        return super().get_formset(request, obj, **kwargs)

    def initial_rows(self, conference: Any) -> list[dict[str, Any]]:
        """What new rows show before anything is typed."""
        return []

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, NUMBERS):
            return written_number(db_field, **kwargs)
        if db_field.name == "body":
            return self._body_field(db_field)
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField) and isinstance(
            field.widget, forms.Textarea
        ):
            field.widget.attrs["rows"] = self.single_lines
        return field

    def _body_field(self, db_field: models.Field) -> BodyField:
        """Read the choices once for all rows of the form."""
        bodies = Body.objects.filter(unit=self.record.unit_id if self.record else None)
        rows = list(bodies.select_related("kind"))
        field = BodyField(bodies, required=False, label=_label(db_field))
        field.choices = [("", "—"), *((row.pk, row.title) for row in rows)]
        return field
