"""Who replaced or removed which picture, when and why: to be read, never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from ..models import PhotoStep


@admin.register(PhotoStep)
class PhotoStepAdmin(UnitOwnedAdmin):
    list_display = ["at", "photo_number", "action", "by", "note", "unit"]
    list_filter = ["action", ("unit", ScopedRelatedFilter), "at"]
    list_select_related = ["unit", "by"]
    search_fields = ["note__unaccent__icontains", "=photo_number"]
    fields = ["at", "photo_number", "action", "by", "note", "places", "unit"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        steps = super().get_queryset(request)
        return steps.prefetch_related(*name_lookups("unit"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
