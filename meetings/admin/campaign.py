"""Campaigns: whoever leads a round says its years, its days, its bodies and plans."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from documents.models import OfficialDocument
from units.models import Body
from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin
from units.scoping import scope_of

from ..models import Campaign, CampaignBody, CampaignPlan, CampaignTier
from .number_rows import BodyField


class CampaignRows(admin.TabularInline):
    """Rows of a campaign; who may change it may write them."""

    template = "admin/meetings/_rows.html"
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def _may(self, request: HttpRequest, campaign: Any) -> bool:
        scope = scope_of(request.user)
        if campaign is None:
            return scope.holds("meetings.add_campaign")
        return scope.holds("meetings.change_campaign", campaign.unit_id)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.unit_id = obj.unit_id if obj else None
        return super().get_formset(request, obj, **kwargs)


class TierRows(CampaignRows):
    model = CampaignTier
    fields = ["tier", "starts_on", "ends_on"]


class BodyRows(CampaignRows):
    model = CampaignBody
    fields = ["name", "part", "body"]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Bodies of the campaign's unit, read once for all rows."""
        if db_field.name != "body":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        own = Body.objects.filter(unit=self.unit_id).select_related("kind")
        field = BodyField(own, required=False, label=db_field.verbose_name)
        field.choices = [("", "—"), *((row.pk, row.title) for row in own)]
        return field


class PlanRows(CampaignRows):
    model = CampaignPlan
    fields = ["text", "issued_on", "document"]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name != "document":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs["queryset"] = OfficialDocument.objects.filter(unit=self.unit_id)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        rows = [(row.pk, str(row)) for row in kwargs["queryset"][:300]]
        field.choices = [("", "—"), *rows]
        return field


@admin.register(Campaign)
class CampaignAdmin(UnitOwnedAdmin, SimpleHistoryAdmin):
    list_display = ["headline", "unit", "year", "deadline"]
    list_display_links = ["headline"]
    list_filter = ["kind", "year", ("unit", ScopedRelatedFilter)]
    search_fields = ["name__unaccent__icontains"]
    inlines = [TierRows, BodyRows, PlanRows]
    fieldsets = [
        (None, {"fields": ["unit", "kind", "year", "year_reviewed", "name"]}),
        (_("Days"), {"fields": ["deadline", "as_of"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("unit")
        return rows.prefetch_related(*name_lookups("unit"))

    @admin.display(description=_("campaign of meetings"), ordering="year")
    def headline(self, campaign: Campaign) -> str:
        return campaign.title
