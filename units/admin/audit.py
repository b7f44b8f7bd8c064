"""The audit log, to be read: by ward administrators that of their units."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from units.models import AuditEvent
from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(UnitOwnedAdmin):
    """Nobody adds, changes or deletes here; the database would refuse it too."""

    list_display = ["at", "action", "subject", "by", "unit"]
    list_display_links = None
    list_select_related = ["by", "unit"]
    list_filter = ["action", "at", ("unit", ScopedRelatedFilter)]
    search_fields = ["subject", "by__username", "by__full_name"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related(*name_lookups("unit"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
