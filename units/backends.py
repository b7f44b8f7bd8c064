"""Derives Django's permissions from current memberships; there are no groups."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from .models import User
from .scoping import UnitOwned, scope_of
from .second_factor import with_enrolment


class MembershipBackend(ModelBackend):
    """Passwords as Django checks them; permissions as `units.scoping` says.

    With an object that belongs to a unit, the permission must hold in that unit.
    """

    def get_user(self, user_id: Any) -> User | None:
        """Load the account of a session, with what the second step asks about it."""
        user = with_enrolment(User.objects.all()).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        scope = scope_of(user_obj)
        unit_id = obj.unit_id if isinstance(obj, UnitOwned) else None
        return {name for name in scope.by_permission if scope.holds(name, unit_id)}

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        unit_id = obj.unit_id if isinstance(obj, UnitOwned) else None
        return scope_of(user_obj).holds(perm, unit_id)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        scope = scope_of(user_obj)
        return scope.everywhere or any(
            name.startswith(f"{app_label}.") for name in scope.by_permission
        )
