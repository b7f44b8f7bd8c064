"""Admin pages of units, bodies, contacts and accounts."""

from .account import MembershipAdmin, UserAdmin
from .body import BodyAdmin, BodyKindAdmin, ContactAdmin
from .naming import SuccessionAdmin, UnitNameAdmin, UnitParentAdmin
from .sign_in import AttemptAdmin, FailureAdmin, SignInAdmin
from .unit import UnitAdmin

__all__ = [
    "AttemptAdmin",
    "BodyAdmin",
    "BodyKindAdmin",
    "ContactAdmin",
    "FailureAdmin",
    "MembershipAdmin",
    "SignInAdmin",
    "SuccessionAdmin",
    "UnitAdmin",
    "UnitNameAdmin",
    "UnitParentAdmin",
    "UserAdmin",
]
