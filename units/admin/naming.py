"""The dated rows of a unit, as parts of its page; each row keeps its own history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from units.forms import (
    PeriodFormSet,
    UnitNameForm,
    UnitNameFormSet,
    UnitParentForm,
)
from units.models import Contact, Succession, UnitAlias, UnitName, UnitParent
from units.querysets import name_lookups
from units.scoped_admin import PortalModelAdmin, ScopedFields

from .pickers import UnitPickers


class Rows(UnitPickers, ScopedFields, admin.TabularInline):
    """Rows of a unit, with the names of the units they point at."""

    extra = 0
    points_at: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        lookups = [path for name in self.points_at for path in name_lookups(name)]
        return super().get_queryset(request).prefetch_related(*lookups)


class NameInline(Rows):
    model = UnitName
    form = UnitNameForm
    formset = UnitNameFormSet
    min_num = 1
    fk_name = "unit"
    fields = [
        "kind",
        "name",
        "local_word",
        "code",
        "group_of",
        "valid_from",
        "valid_to",
    ]
    autocomplete_fields = ["group_of"]
    show_change_link = True


class ParentInline(Rows):
    model = UnitParent
    form = UnitParentForm
    formset = PeriodFormSet
    fk_name = "unit"
    points_at = ("unit", "parent")
    fields = ["parent", "valid_from", "valid_to"]
    autocomplete_fields = ["parent"]
    show_change_link = True


class SuccessorInline(Rows):
    model = Succession
    fk_name = "old"
    points_at = ("old", "new")
    verbose_name = _("successor")
    verbose_name_plural = _("what became of it")
    fields = ["new", "extent", "is_main", "instrument", "effective_on", "note"]
    autocomplete_fields = ["new"]
    show_change_link = True


class PredecessorInline(SuccessorInline):
    fk_name = "new"
    verbose_name = _("predecessor")
    verbose_name_plural = _("what it was made of")
    fields = ["old", "extent", "is_main", "instrument", "effective_on", "note"]
    autocomplete_fields = ["old"]


class AliasInline(Rows):
    model = UnitAlias
    fields = ["text"]


class ContactInline(Rows):
    model = Contact
    fields = ["post", "name", "phone", "email", "office_hours", "order"]
    show_change_link = True


class RowAdmin(UnitPickers, PortalModelAdmin, SimpleHistoryAdmin):
    """A dated row on a page of its own, for its history; reached from the unit."""

    points_at: tuple[str, ...] = ("unit",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        lookups = [path for name in self.points_at for path in name_lookups(name)]
        return super().get_queryset(request).prefetch_related(*lookups)


@admin.register(UnitName)
class UnitNameAdmin(RowAdmin):
    list_display = ["full_name", "unit", "code", "valid_from", "valid_to"]
    readonly_fields = ["unit"]
    autocomplete_fields = ["group_of"]


@admin.register(UnitParent)
class UnitParentAdmin(RowAdmin):
    list_display = ["unit", "parent", "valid_from", "valid_to"]
    points_at = ("unit", "parent")
    readonly_fields = ["unit"]
    autocomplete_fields = ["parent"]


@admin.register(Succession)
class SuccessionAdmin(RowAdmin):
    list_display = ["old", "new", "extent", "instrument", "effective_on"]
    points_at = ("old", "new")
    readonly_fields = ["old", "new"]
