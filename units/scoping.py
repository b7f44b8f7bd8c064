"""Who may do what, where: the one answer for admin, forms, lists, exports and feeds.

What an account may do follows from its current memberships (user, unit, role,
period). Each model that belongs to a unit says in `grants` which role may do what
with its rows; this module joins the two and knows no model by name.

A unit that has ended is cared for by the administrator of the unit that took it
over whole, or of its custodian (the city or province); nothing new is added to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .roles import Role

if TYPE_CHECKING:
    from .models import Unit
    from .querysets import UnitQuerySet

ALL_ACTIONS = ("view", "add", "change", "delete")


class UnitOwnedQuerySet(models.QuerySet):
    """Rows narrowed to the units in which a user may act."""

    def allowed(self, user: Any, action: str) -> Self:
        """Rows on which `user` may perform `action` ("view", "change", …)."""
        scope = scope_of(user)
        if scope.everywhere:
            return self
        return self.filter(unit__in=scope.units(permission_name(self.model, action)))

    def viewable_by(self, user: Any) -> Self:
        return self.allowed(user, "view")

    def editable_by(self, user: Any) -> Self:
        return self.allowed(user, "change")


class UnitOwned(models.Model):
    """A row that belongs to one unit; `grants` says which role may do what with it."""

    grants: ClassVar[Mapping[str, Iterable[str]]] = {}

    unit = models.ForeignKey(
        "units.Unit",
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("unit"),
    )

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Scope:
    """What one user may do today: permission name → ids of the units it holds in."""

    everywhere: bool = False
    by_permission: Mapping[str, frozenset[int]] = field(default_factory=dict)
    administers: frozenset[int] = frozenset()  # living units whose people they manage

    def units(self, permission: str) -> frozenset[int]:
        return self.by_permission.get(permission, frozenset())

    def holds(self, permission: str, unit_id: int | None = None) -> bool:
        """Whether the permission is held at all, or in the given unit."""
        if self.everywhere:
            return True
        units = self.units(permission)
        return bool(units) if unit_id is None else unit_id in units


def permission_name(model: type[models.Model], action: str) -> str:
    return f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"


def permissions_of(role: str) -> frozenset[str]:
    """All permission names that `role` has within its unit."""
    return frozenset(
        permission_name(model, action)
        for model in apps.get_models()
        if issubclass(model, UnitOwned)
        for action in model.grants.get(role, ())
    )


def roles_with(permission: str) -> list[str]:
    """The roles that have `permission` within their unit."""
    return [role for role in Role.values if permission in permissions_of(role)]


def scope_of(user: Any) -> Scope:
    """The user's scope, read once per loaded user, so once per request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    if getattr(user, "owes", ""):
        return Scope()
    if user.is_superuser:
        return Scope(everywhere=True)
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user)
    return user._scope


def units_for(user: Any, permission: str) -> models.QuerySet[Unit]:
    """The units in which `user` holds `permission`, as a queryset for form fields."""
    scope = scope_of(user)
    if scope.everywhere:
        return _units().without_groups()
    return _units().filter(pk__in=scope.units(permission))


def _read_scope(user: Any) -> Scope:
    today = timezone.localdate()
    held: defaultdict[str, set[int]] = defaultdict(set)
    administers: set[int] = set()
    memberships = user.memberships.current(today)
    for role, unit_id, ended_on in memberships.values_list(
        "role", "unit_id", "unit__ended_on"
    ):
        has_ended = ended_on is not None and ended_on < today
        for permission in permissions_of(role):
            if not (has_ended and _is_adding(permission)):
                held[permission].add(unit_id)
        if role == Role.WARD_ADMIN:
            administers |= set() if has_ended else {unit_id}
            cared_for = _ended_units_cared_for(unit_id)
            for permission in permissions_of(role):
                if not _is_adding(permission):
                    held[permission] |= cared_for
    by_permission = {name: frozenset(ids) for name, ids in held.items()}
    return Scope(by_permission=by_permission, administers=frozenset(administers))


def _is_adding(permission: str) -> bool:
    return permission.split(".")[1].startswith("add_")


def _ended_units_cared_for(unit_id: int) -> set[int]:
    """Ended units that this unit took over whole, also in steps, or holds in custody."""
    found: set[int] = set()
    newest = {unit_id}
    while newest:
        newest = set(_units().cared_for_by(newest).values_list("pk", flat=True))
        newest -= found
        found |= newest
    return found


def _units() -> UnitQuerySet:
    """All units; asked of the registry, because models here build on this module."""
    return apps.get_model("units", "Unit")._default_manager.all()
