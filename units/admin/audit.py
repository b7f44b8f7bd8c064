"""The audit log, to be read: by ward administrators that of their units."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from units.models import AuditAction, AuditEvent
from units.querysets import name_lookups
from units.scoped_admin import ScopedRelatedFilter, UnitOwnedAdmin

SIGN_INS = (
    AuditAction.SIGNED_IN,
    AuditAction.SIGN_IN_FAILED,
    AuditAction.CODE_FAILED,
    AuditAction.LOCKED_OUT,
    AuditAction.SIGNED_OUT,
)
PUBLICATIONS = (
    AuditAction.APPROVED,
    AuditAction.SCHEDULED,
    AuditAction.PUBLISHED,
    AuditAction.WITHDRAWN,
)


class KindFilter(admin.SimpleListFilter):
    """Sign-ins, publications, or what is left: accounts and rights."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [
            ("sign-ins", _("Sign-ins")),
            ("rights", _("Accounts and rights")),
            ("publications", _("Publications")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "rights":
            return queryset.exclude(action__in=(*SIGN_INS, *PUBLICATIONS))
        known = {"sign-ins": SIGN_INS, "publications": PUBLICATIONS}
        shown = known.get(self.value() or "")
        return queryset.filter(action__in=shown) if shown else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(UnitOwnedAdmin):
    """Nobody adds, changes or deletes here; the database would refuse it too."""

    list_display = ["at", "action", "subject", "by", "unit"]
    list_display_links = None
    list_select_related = ["by", "unit"]
    list_filter = [KindFilter, "at", ("unit", ScopedRelatedFilter)]
    search_fields = ["subject", "by__username", "by__full_name"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related(*name_lookups("unit"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
