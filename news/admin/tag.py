from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from ..models import Tag


@admin.register(Tag)
class TagAdmin(UnitOwnedAdmin):
    """Tags are made by being typed into an article; here their spelling is mended."""

    list_display = ["name", "articles_here", "unit"]
    list_filter = [("unit", ScopedRelatedFilter)]
    search_fields = ["name__unaccent__icontains"]
    fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        tags: Any = super().get_queryset(request)
        return (
            tags.select_related("unit")
            .prefetch_related("unit__names")
            .annotate(used=Count("articles"))
        )

    @admin.display(description=_("articles"), ordering="used")
    def articles_here(self, tag: Any) -> int:
        return tag.used

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
