"""How units are chosen: by autocomplete, shown with kind, place and last day."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from units.models import Unit


class UnitPickers(BaseModelAdmin):
    """Fields that point at a unit show it so that namesakes can be told apart."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and field.queryset.model is Unit:
            field.queryset = field.queryset.with_labels()
        return field
