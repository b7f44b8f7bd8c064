"""Admin pages of units, bodies, contacts and accounts."""

from .account import MembershipAdmin, UserAdmin
from .body import BodyAdmin, BodyKindAdmin, ContactAdmin
from .naming import SuccessionAdmin, UnitNameAdmin, UnitParentAdmin
from .unit import UnitAdmin

__all__ = [
    "BodyAdmin",
    "BodyKindAdmin",
    "ContactAdmin",
    "MembershipAdmin",
    "SuccessionAdmin",
    "UnitAdmin",
    "UnitNameAdmin",
    "UnitParentAdmin",
    "UserAdmin",
]
