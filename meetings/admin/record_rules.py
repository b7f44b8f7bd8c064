from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from units.querysets import name_lookups
from units.scoped_admin import UnitOwnedAdmin

from ..models import RecordRules


@admin.register(RecordRules)
class RecordRulesAdmin(UnitOwnedAdmin):
    list_display = ["unit", "approver"]
    fields = ["unit", "approver"]
    radio_fields = {"approver": admin.VERTICAL}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("unit")
        return rows.prefetch_related(*name_lookups("unit"))
