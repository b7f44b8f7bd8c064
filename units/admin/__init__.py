"""Admin pages of units, bodies, contacts and accounts."""

from .account import MembershipAdmin, UserAdmin
from .audit import AuditEventAdmin
from .body import BodyAdmin, BodyKindAdmin, ContactAdmin
from .naming import SuccessionAdmin, UnitNameAdmin, UnitParentAdmin
from .person import PersonAdmin
from .unit import UnitAdmin

__all__ = [
    "AuditEventAdmin",
    "BodyAdmin",
    "BodyKindAdmin",
    "ContactAdmin",
    "MembershipAdmin",
    "PersonAdmin",
    "SuccessionAdmin",
    "UnitAdmin",
    "UnitNameAdmin",
    "UnitParentAdmin",
    "UserAdmin",
]
