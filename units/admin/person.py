"""The people of a ward, for its administrator: accounts, roles, nothing beyond.

Portal administrators use the pages of all accounts instead (`units.admin.account`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units import people, second_factor
from units.models import Membership, Person
from units.people_forms import PersonCreationForm, RoleForm, RoleFormSet
from units.querysets import name_lookups
from units.scoped_admin import ScopedFields
from units.scoping import scope_of

from .account_actions import AccountActions
from .pickers import UnitPickers


class RoleInline(UnitPickers, ScopedFields, admin.StackedInline):
    """Roles below the administrator's, in their units: given here, and ended.

    Stacked, because there each field has its label, also on a phone.
    """

    model = Membership
    extra = 0
    form = RoleForm
    formset = RoleFormSet
    fields = [("unit", "role"), ("valid_from", "valid_to")]
    verbose_name = _("role in the ward")
    verbose_name_plural = _("roles in the ward")
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("user")
        rows = rows.prefetch_related(*name_lookups("unit"))
        units = scope_of(request.user).administers
        return rows.filter(unit__in=units, role__in=people.BELOW)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("RoleForm", (formset.form,), {"by": request.user})
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(scope_of(request.user).administers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and people.may_manage(request.user, obj)

    has_add_permission = has_change_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(AccountActions):
    list_display = ["username", "full_name", "roles", "second_step", "last_login"]
    search_fields = ["username", "full_name"]
    ordering = ["username"]
    actions = None
    fieldsets = [
        (None, {"fields": ["username", "full_name", "email"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "email"]}),
        (_("Role"), {"fields": ["unit", "role", "valid_from", "valid_to"]}),
    ]
    readonly_fields = ["username", "last_login", "date_joined"]
    inlines = [RoleInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        units = scope_of(request.user).administers
        roles = Membership.objects.filter(unit__in=units).order_by("-valid_from", "pk")
        roles = roles.prefetch_related(*name_lookups("unit"))
        seen = second_factor.with_enrolment(people.people_of(request.user))
        seen = seen.order_by("username")
        return seen.prefetch_related(Prefetch("memberships", roles, "roles_here"))

    @admin.display(description=_("roles today"))
    def roles(self, person: Any) -> str:
        today = timezone.localdate()
        held = [one for one in person.roles_here if one.holds_on(today)]
        return "; ".join(f"{one.get_role_display()}, {one.unit}" for one in held)

    @admin.display(description=_("second step"))
    def second_step(self, person: Any) -> Any:
        return _("set up") if second_factor.is_enrolled(person) else _("not set up")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(scope_of(request.user).administers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(scope_of(request.user).administers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.has_view_permission(request)
        return people.may_manage(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [RoleInline] if obj else []

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return type("PersonCreationForm", (PersonCreationForm,), {"by": request.user})

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer one way to save: what follows, the password, is to be read."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Make a new account at once: it and its first role are one step."""
        if change:
            return super().save_form(request, form, change)
        person, form.password = form.make_account()
        return person

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.one_time_password = form.password

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        if change:
            super().save_related(request, form, formsets, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return self.show_password(request, obj, obj.one_time_password)
