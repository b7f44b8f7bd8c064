"""Bodies and contacts: each ward's own; kinds of bodies: the portal's."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related(*name_lookups("unit"))


@admin.register(Body)
class BodyAdmin(OfUnit):
    list_display = ["own_name", "unit", "valid_from", "valid_to"]
    search_fields = ["name", "kind__name"]
    fields = ["unit", "kind", "name", "valid_from", "valid_to"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("kind", "unit")

    @admin.display(description=_("name"))
    def own_name(self, body: Body) -> str:
        return body.title


@admin.register(Contact)
class ContactAdmin(OfUnit):
    list_display = ["post", "name", "unit", "phone", "email", "order"]
    list_select_related = ["unit"]
    search_fields = ["post", "name", "phone", "email"]
    autocomplete_fields = ["body"]
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
