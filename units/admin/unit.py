"""Units: for portal administrators; wards edit their contacts, not themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from units.forms import UnitForm
from units.models import Unit, UnitKind, UnitTier
from units.scoped_admin import PortalModelAdmin

from .naming import (
    AliasInline,
    ContactInline,
    NameInline,
    ParentInline,
    PredecessorInline,
    SuccessorInline,
)
from .pickers import UnitPickers


class KindFilter(admin.SimpleListFilter):
    """Units that are, or last were, of a kind."""

    title = pgettext_lazy("of a unit", "kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return UnitKind.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(names__kind=self.value()).distinct()


class LifeFilter(admin.SimpleListFilter):
    """Units of today, those that have ended, or all."""

    title = _("life")
    parameter_name = "life"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [("living", _("Today's units")), ("ended", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        today = timezone.localdate()
        if self.value() == "ended":
            return queryset.ended(today)
        return queryset.valid_on(today) if self.value() else queryset


class GroupFilter(admin.SimpleListFilter):
    """Residential groups, which stay out of the list unless asked for."""

    title = _("residential groups")
    parameter_name = "groups"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [("only", _("Only residential groups")), ("all", _("Included"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "only":
            return queryset.filter(tier=UnitTier.GROUP)
        return queryset if self.value() else queryset.without_groups()


@admin.register(Unit)
class UnitAdmin(UnitPickers, PortalModelAdmin, SimpleHistoryAdmin):
    form = UnitForm
    list_display = ["full_name", "place", "tier", "founded_on", "ended_on"]
    list_filter = ["tier", KindFilter, LifeFilter, GroupFilter]
    search_fields = ["names__folded"]
    search_help_text = _(
        "Name, with or without marks; after a comma where it lies: "
        "khuong thuong, dong da."
    )
    autocomplete_fields = ["custodian"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        units: Any = super().get_queryset(request)
        return units.with_labels()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return list(Unit.objects.in_order().query.order_by)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search as the public pages do; a code finds what had it."""
        if not search_term.strip():
            return queryset, False
        if search_term.strip().isdigit() and len(search_term.strip()) > 1:
            by_code = Q(names__code=search_term.strip())
            return queryset.filter(by_code).distinct(), False
        return queryset.search(search_term), False

    def get_inlines(self, request: HttpRequest, obj: Unit | None = None) -> list[Any]:
        always = [NameInline, ParentInline]
        if obj is None:
            return always
        return [
            *always,
            SuccessorInline,
            PredecessorInline,
            AliasInline,
            ContactInline,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["tier"] if obj else []

    def view_on_site(self, unit: Any) -> str | None:  # type: ignore[override]
        return unit.get_absolute_url() or None

    @admin.display(description=_("name"))
    def full_name(self, unit: Unit) -> str:
        return unit.full_name

    @admin.display(description=_("lies in"))
    def place(self, unit: Unit) -> str:
        return unit.place_on()
