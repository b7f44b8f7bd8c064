"""Admin pages of units, bodies, contacts and accounts."""

from .account import MembershipAdmin, UserAdmin
from .audit import AuditEventAdmin
from .body import BodyAdmin, BodyKindAdmin, ContactAdmin
from .naming import SuccessionAdmin, UnitNameAdmin, UnitParentAdmin
from .person import PersonAdmin
from .sign_in import AttemptAdmin, FailureAdmin, SignInAdmin
from .unit import UnitAdmin

__all__ = [
    "AttemptAdmin",
    "AuditEventAdmin",
    "BodyAdmin",
    "BodyKindAdmin",
    "ContactAdmin",
    "FailureAdmin",
    "MembershipAdmin",
    "PersonAdmin",
    "SignInAdmin",
    "SuccessionAdmin",
    "UnitAdmin",
    "UnitNameAdmin",
    "UnitParentAdmin",
    "UserAdmin",
]
