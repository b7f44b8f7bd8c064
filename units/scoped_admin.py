"""Base classes of every admin page: one theme, one scope, nothing open by default.

A list, a form field, a filter, an autocomplete answer, a history page and a bulk
action show only rows that `units.scoping` allows; what the query string may look up
is limited to the filters on the page.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest

from .admin_input import CheckedInput, RowPickers
from .change_messages import change_message
from .models import Unit
from .scoping import UnitOwned, UnitOwnedQuerySet, permission_name, scope_of, units_for


def narrowed(queryset: models.QuerySet, user: Any) -> models.QuerySet:
    """The rows of another model that `user` may see in a picker or a filter."""
    if isinstance(queryset, UnitOwnedQuerySet):
        return queryset.viewable_by(user)
    return queryset


class ScopedFields(RowPickers):
    """Pickers offer only units and rows within the user's scope."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if "queryset" not in kwargs:
            kwargs["queryset"] = self.choices_for(db_field, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def choices_for(
        self, db_field: models.ForeignKey, request: HttpRequest
    ) -> models.QuerySet:
        """What may be chosen for a relation: own units, and rows of own units."""
        related = db_field.remote_field.model
        if related is Unit and issubclass(self.model, UnitOwned):
            return units_for(request.user, permission_name(self.model, "add"))
        return narrowed(related._default_manager.all(), request.user)


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter that names only rows the user may see, and only those in use."""

    @property
    def include_empty_choice(self) -> bool:
        """Offer no "-" for rows without one: it says nothing to those who read it."""
        return False

    def has_output(self) -> bool:
        """A filter that an address asks for narrows the list, whatever it offers."""
        return bool(self.lookup_val) or super().has_output()

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[Any, Any]]:
        used = model_admin.get_queryset(request).values(self.field_path).distinct()
        rows = narrowed(field.remote_field.model._default_manager.all(), request.user)
        rows = rows.filter(pk__in=used.order_by())
        if isinstance(rows, UnitOwnedQuerySet) or rows.model is Unit:
            rows = getattr(rows, "with_labels", rows.all)()
        return [(row.pk, str(row)) for row in rows]


class PortalModelAdmin(ScopedFields, CheckedInput, admin.ModelAdmin):
    """What all our admin pages share."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    save_on_top = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False  # the admin's own way there asks nobody whose row it is

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        return change_message(form, formsets, add=add)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what a filter on this page asks for: no walks along relations."""
        names = {
            entry[0] if isinstance(entry, (list, tuple)) else entry
            for entry in self.get_list_filter(request)
        }
        names |= {getattr(entry, "parameter_name", entry) for entry in names}
        return lookup in self._dates_of_hierarchy() or any(
            isinstance(name, str) and lookup_is_of(name, lookup) for name in names
        )

    def _dates_of_hierarchy(self) -> list[str]:
        name = self.date_hierarchy
        return [f"{name}__{part}" for part in ("year", "month", "day")] if name else []


def lookup_is_of(name: str, lookup: str) -> bool:
    """Whether a query-string lookup is one that the filter `name` itself makes."""
    plain = {"", "exact", "isnull", "gte", "lt"}
    keys = {"id", "pk"}
    if lookup == name:
        return True
    rest = lookup.removeprefix(f"{name}__")
    if rest == lookup:
        return False
    parts = rest.split("__")
    if parts[0] in keys:
        parts = parts[1:]
    return all(part in plain for part in parts)


class UnitOwnedForm(ModelForm):
    """Checks constraints that name the unit also where the unit is not in the form.

    A row keeps its unit, so it is read-only in a change form, and Django leaves out
    constraints over fields that a form does not have.
    """

    def _get_validation_exclusions(self) -> set[str]:
        # Django documents no other way to have a constraint checked.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"unit"} if self.instance.pk else excluded


class UnitOwnedAdmin(PortalModelAdmin):
    """Admin of a model whose rows belong to units."""

    form: type[ModelForm] = UnitOwnedForm

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: Any = super().get_queryset(request)
        return rows.viewable_by(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj) or self._may(request, "change", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, action: str, obj: Any) -> bool:
        unit_id = obj.unit_id if obj is not None else None
        scope = scope_of(request.user)
        return scope.holds(permission_name(self.model, action), unit_id)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A row keeps its unit: it is chosen once, when the row is made."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "unit") if obj is not None else fixed

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        """Who may act in every unit searches among all of them; others choose."""
        fields = super().get_autocomplete_fields(request)
        return (*fields, "unit") if scope_of(request.user).everywhere else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        units = units_for(request.user, permission_name(self.model, "add"))
        own = list(units[:2])
        if len(own) == 1:
            initial.setdefault("unit", str(own[0].pk))
        return initial
