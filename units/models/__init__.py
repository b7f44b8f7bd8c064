"""Units through time, their bodies and contacts, accounts and memberships.

Import from the package. Inside, modules know only those before them in this list:
unit, naming, body, account, contact, generation, audit.
"""

from units.kinds import UnitKind, UnitTier
from units.roles import Role

from .account import Membership, Person, User
from .audit import AuditAction, AuditEvent
from .body import Body, BodyKind
from .contact import Contact
from .generation import Generation
from .naming import Succession, UnitAlias, UnitName, UnitParent
from .unit import Unit

__all__ = [
    "AuditAction",
    "AuditEvent",
    "Body",
    "BodyKind",
    "Contact",
    "Generation",
    "Membership",
    "Person",
    "Role",
    "Succession",
    "Unit",
    "UnitAlias",
    "UnitKind",
    "UnitName",
    "UnitParent",
    "UnitTier",
    "User",
]
