"""Bodies and contacts: each ward's own; kinds of bodies: the portal's."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from units.models import Body, BodyKind, Contact
from units.querysets import name_lookups
from units.scoped_admin import PortalModelAdmin, ScopedRelatedFilter, UnitOwnedAdmin

from .pickers import UnitPickers


@admin.register(BodyKind)
class BodyKindAdmin(PortalModelAdmin):
    list_display = ["name", "code", "system", "order"]
    search_fields = ["name", "code"]


class OfUnit(UnitPickers, UnitOwnedAdmin, SimpleHistoryAdmin):
    """Rows of units, listed with the unit's name."""

    list_filter = [("unit", ScopedRelatedFilter)]
    list_select_related = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related(*name_lookups("unit"))


@admin.register(Body)
class BodyAdmin(OfUnit):
    list_display = ["__str__", "unit", "valid_from", "valid_to"]
    list_select_related = ["kind", "unit"]
    search_fields = ["name", "kind__name"]
    fields = ["unit", "kind", "name", "valid_from", "valid_to"]


@admin.register(Contact)
class ContactAdmin(OfUnit):
    list_display = ["post", "name", "unit", "phone", "email", "order"]
    list_select_related = ["unit"]
    search_fields = ["post", "name", "phone", "email"]
    fields = [
        "unit",
        "body",
        "post",
        "name",
        "phone",
        "email",
        "office_hours",
        "order",
    ]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "body":
            field.queryset = field.queryset.select_related("kind")
        return field
