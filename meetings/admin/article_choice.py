"""Choosing the articles that tell of a record or of a programme."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from units.admin_input import RowsPicker


class ArticleChoice(admin.ModelAdmin):
    """Offers articles of the user's units; the form asks that they be the row's own."""

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        related = db_field.remote_field.model.objects.viewable_by(request.user)
        kwargs["queryset"] = related.select_related("working")
        kwargs["widget"] = RowsPicker(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)
