"""The demonstration accounts and the one file that knows their passwords.

Passwords are made once, by lot, and written where only the owner of the portal can
read them. An account that is there already is never touched: it may be somebody's.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from units.models import Membership, Role, Unit, User

FILE_NAME = "demo-accounts.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


@dataclass(frozen=True)
class Account:
    """`role` None is the portal's administrator, who belongs to no unit."""

    username: str
    full_name: str
    role: Role | None = None
    unit: str = ""


ACCOUNTS = (
    Account("admin", "Quản trị cổng"),
    Account("writer", "Người viết tin, phường Kim Liên", Role.WRITER, "kim-lien"),
    Account("editor", "Biên tập viên, phường Kim Liên", Role.EDITOR, "kim-lien"),
    Account("wardadmin", "Quản trị phường Kim Liên", Role.WARD_ADMIN, "kim-lien"),
    Account("leader", "Lãnh đạo phường Kim Liên", Role.LEADER, "kim-lien"),
    Account(
        "writer2", "Người viết tin, phường Hai Bà Trưng", Role.WRITER, "hai-ba-trung"
    ),
    Account(
        "reviewer", "Người duyệt báo cáo, thành phố Hà Nội", Role.REVIEWER, "ha-noi"
    ),
)


def accounts_file() -> Path:
    return Path(settings.VAR_DIR) / FILE_NAME


def create_accounts() -> list[str]:
    """Make the accounts that are missing, and write all known passwords to the file.

    Returns the names of the new ones. Call it inside the transaction that loads the
    content: the file is written before the commit, so that no account is ever there
    whose password nobody knows.
    """
    known = _written()
    taken = set(User.objects.values_list("username", flat=True))
    new = [account for account in ACCOUNTS if account.username not in taken]
    for account in new:
        known[account.username] = _create(account)
    if new:
        _write(list(known.values()))
    return [account.username for account in new]


def _create(account: Account) -> dict[str, str]:
    """Make one account and return what the file says of it."""
    password = "".join(secrets.choice(LETTERS) for _place in range(16))
    unit = Unit.objects.with_names().get(slug=account.unit) if account.unit else None
    user = User.objects.create_user(
        account.username,
        password,
        full_name=account.full_name,
        is_superuser=account.role is None,
    )
    if unit is not None and account.role is not None:
        Membership.objects.create(user=user, unit=unit, role=account.role)
    return {
        "username": account.username,
        "password": password,
        "role": account.role.value if account.role else "admin",
        "unit": unit.full_name if unit else "",
        "sign_in": reverse("admin:login"),
    }


def _written() -> dict[str, dict[str, str]]:
    """What the file says, by user name; nothing when there is no readable one."""
    try:
        entries = json.loads(accounts_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {entry["username"]: entry for entry in entries}


def _write(entries: list[dict[str, str]]) -> None:
    """Put the file in place whole, never readable by others, not for a moment."""
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(entries, file, ensure_ascii=False, indent=2)
        file.write("\n")
    draft.replace(path)
