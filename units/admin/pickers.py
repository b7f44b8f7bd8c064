"""How units are chosen: by name and kind, with the last day of ended ones."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from units.models import Unit


class UnitPickers(BaseModelAdmin):
    """A field that points at a unit shows its name, and its last day if it has ended.

    The answers of the autocomplete say the place too (`UnitAdmin.get_queryset`); a
    row already chosen does not, which keeps a page with many rows to few queries.
    """

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        queryset: Any = getattr(field, "queryset", None)
        if field is not None and queryset is not None and queryset.model is Unit:
            field.queryset = queryset.with_names()
        return field
