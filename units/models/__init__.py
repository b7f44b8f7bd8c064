"""Units through time, their bodies and contacts, accounts and memberships.

Import from the package. Inside, modules know only those before them in this list:
unit, naming, body, account, contact.
"""

from units.kinds import UnitKind, UnitTier
from units.roles import Role

from .account import Membership, User
from .body import Body, BodyKind
from .contact import Contact
from .naming import Succession, UnitAlias, UnitName, UnitParent
from .unit import Unit

__all__ = [
    "Body",
    "BodyKind",
    "Contact",
    "Membership",
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
