from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from ..models import Section


@admin.register(Section)
class SectionAdmin(UnitOwnedAdmin):
    list_display = ["name", "kind", "order", "unit"]
    list_filter = ["kind", ("unit", ScopedRelatedFilter)]
    search_fields = ["name__unaccent__icontains"]
    ordering = ["unit", "order", "name", "pk"]
    fields = ["unit", "kind", "name", "slug", "order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        sections: Any = super().get_queryset(request)
        return sections.with_labels()

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return ["unit"] if request.user.is_superuser else []
