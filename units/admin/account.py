"""Accounts and memberships: for portal administrators alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static import admin as static_admin  # noqa: F401
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp import admin as totp_admin  # noqa: F401
from django_otp.plugins.otp_totp.models import TOTPDevice
from simple_history.admin import SimpleHistoryAdmin

from units.forms import (
    AccountCreationForm,
    AccountForm,
    GivenPasswordForm,
    MembershipForm,
    MembershipFormSet,
)
from units.models import Membership, User
from units.querysets import name_lookups
from units.scoped_admin import PortalModelAdmin

from .account_actions import AccountActions
from .naming import Rows

# Their pages would show keys; `units.people` removes a device, its owner sets it up.
admin.site.unregister([StaticDevice, TOTPDevice])


class MembershipInline(Rows):
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    points_at = ("unit",)
    fields = ["unit", "body", "role", "valid_from", "valid_to"]
    autocomplete_fields = ["unit", "body"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user", "body__kind")


admin.site.unregister(Group)  # rights come from memberships alone


@admin.register(User)
class UserAdmin(AccountActions, DjangoUserAdmin):
    """Accounts; what each may do stands in its memberships."""

    add_form = AccountCreationForm
    form = AccountForm
    change_password_form = GivenPasswordForm
    list_display = ["username", "full_name", "email", "is_superuser", "is_active"]
    list_filter = ["is_superuser", "is_active"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["username"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "username",
                    "full_name",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        ),
    ]
    inlines = [MembershipInline]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [MembershipInline] if obj else []


class CurrentFilter(admin.SimpleListFilter):
    """Memberships of today, or those that are over or still to come."""

    title = _("valid on")
    parameter_name = "valid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [("today", _("Today")), ("not", _("Not today"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        current = Membership.objects.current(timezone.localdate()).values("pk")
        if self.value() == "today":
            return queryset.filter(pk__in=current)
        return queryset.exclude(pk__in=current) if self.value() else queryset


@admin.register(Membership)
class MembershipAdmin(PortalModelAdmin, SimpleHistoryAdmin):
    list_display = ["user", "role", "unit", "body", "valid_from", "valid_to"]
    list_filter = ["role", CurrentFilter]
    list_select_related = ["user", "unit", "body__kind", "body__unit"]
    search_fields = ["user__username", "user__full_name", "unit__names__folded"]
    autocomplete_fields = ["user", "unit", "body"]
    fields = ["user", "unit", "body", "role", "valid_from", "valid_to"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        memberships = super().get_queryset(request)
        lookups = name_lookups("unit") + name_lookups("body__unit")
        return memberships.prefetch_related(*lookups)
