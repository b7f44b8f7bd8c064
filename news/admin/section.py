from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

from ..models import Article, Section
from ..section_form import SectionForm


@admin.register(Section)
class SectionAdmin(UnitOwnedAdmin):
    form = SectionForm
    list_display = ["name", "kind", "order", "unit"]
    list_filter = ["kind", ("unit", ScopedRelatedFilter)]
    search_fields = ["name__unaccent__icontains"]
    ordering = ["unit", "order", "name", "pk"]
    fields = ["unit", "kind", "name", "slug", "order"]
    delete_confirmation_template = "admin/news/section/delete_confirmation.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        sections: Any = super().get_queryset(request)
        return sections.with_labels()

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return ["unit"] if request.user.is_superuser else []

    def delete_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say how many articles keep a section, and what to do with them."""
        section = self.get_object(request, object_id)
        here = Q(section=section) | Q(working__section=section)
        count = Article.objects.filter(here).count() if section else 0
        context = (extra_context or {}) | {"articles_here": count}
        return super().delete_view(request, object_id, context)
