"""Keeps the public store in step with what published things use.

The table of uses is the truth. A change of it locks the items concerned; after the
commit each item's files are copied or removed by a second look under the same lock,
so that two changes at once end with what the table says. A crash in between is
repaired by `sync`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from . import stores
from .models import PublicUse, StoredItem

# Files of an upload lie in the store for a moment before its row is committed.
ORPHAN_AGE = datetime.timedelta(days=1)


@transaction.atomic
def set_uses(
    uses: type[PublicUse], *, kind: str, object_id: int, items: Iterable[Model]
) -> None:
    """Say which items the public thing `kind` `object_id` shows from now on.

    `items` replaces what was said before; empty when the thing is withdrawn.
    """
    item_id = f"{uses.item_field}_id"
    own = uses._default_manager.filter(kind=kind, object_id=object_id)
    wanted = {item.pk for item in items}
    _lock(uses, wanted | set(own.values_list(item_id, flat=True)))
    current = set(own.values_list(item_id, flat=True))
    own.filter(**{f"{item_id}__in": current - wanted}).delete()
    uses._default_manager.bulk_create(
        (
            uses(kind=kind, object_id=object_id, **{item_id: pk})
            for pk in sorted(wanted - current)
        ),
        ignore_conflicts=True,
    )
    for pk in sorted(wanted ^ current):
        transaction.on_commit(partial(match_store, uses, pk), robust=True)


@transaction.atomic
def match_store(uses: type[PublicUse], pk: int) -> None:
    """Copy an item's files to the public store, or remove them, as its uses say."""
    item = _lock(uses, {pk}).first()
    if item is None:
        return
    if uses._default_manager.filter(**{uses.item_field: item}).exists():
        stores.copy_to_public(item.files())
    else:
        stores.remove_from_public(item.files())


def item_model(uses: type[PublicUse]) -> type[StoredItem]:
    return uses._meta.get_field(uses.item_field).related_model  # type: ignore[return-value]


def in_use(uses: type[PublicUse]) -> QuerySet:
    """Items that at least one public thing shows."""
    shown = uses._default_manager.filter(**{uses.item_field: OuterRef("pk")})
    return item_model(uses)._default_manager.filter(Exists(shown))


def _lock(uses: type[PublicUse], pks: set[int]) -> QuerySet:
    """Lock items in one order, so that two changes wait instead of deadlocking.

    Without the key: rows that point at the item lock it too, and may come first.
    """
    rows = item_model(uses)._default_manager.filter(pk__in=pks)
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    len(locked)
    return locked


@dataclass
class Repairs:
    """What `sync` found; `lost` are files that a row promises and no store has."""

    copied: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def sync(uses: type[PublicUse], *, repair: bool = True) -> Repairs:
    """Make both stores hold what the tables say, or only report the differences.

    Afterwards no public file is without a use, no use without its public files, and
    no private file older than `ORPHAN_AGE` without a row.
    """
    found = Repairs()
    for item in in_use(uses).order_by("pk").iterator():
        _sync_used(uses, item, found, repair=repair)
    _sync_public(uses, found, repair=repair)
    _sync_private(uses, found, repair=repair)
    return found


def _sync_used(
    uses: type[PublicUse], item: StoredItem, found: Repairs, *, repair: bool
) -> None:
    private = stores.private_store()
    lost = [name for name in item.files() if not private.exists(name)]
    missing = [
        name for name in item.files() if name not in lost and not stores.is_copied(name)
    ]
    found.copied += missing
    if repair and missing and not lost:
        match_store(uses, item.pk)


def _sync_public(uses: type[PublicUse], found: Repairs, *, repair: bool) -> None:
    """Take out of the public store what no public thing uses."""
    folder = item_model(uses).folder
    names = set(stores.names_in(stores.public_store(), folder))
    for item in in_use(uses).iterator():
        names.difference_update(item.files())
    for name in sorted(names):
        if _is_being_written(name):
            continue
        item = _item_of(uses, name)
        found.withdrawn.append(name)
        if repair and item is not None and name in item.files():
            match_store(uses, item.pk)
        elif repair:
            stores.remove_from_public([name])


def _sync_private(uses: type[PublicUse], found: Repairs, *, repair: bool) -> None:
    """Remove what no row knows; report what a row knows and the store has not."""
    private, model = stores.private_store(), item_model(uses)
    names = set(stores.names_in(private, model.folder))
    for item in model._default_manager.iterator():
        found.lost += [name for name in item.files() if name not in names]
        names.difference_update(item.files())
    for name in sorted(names):
        if _age(private, name) > ORPHAN_AGE and _is_orphan(uses, name):
            found.orphans.append(name)
            if repair:
                stores.remove_everywhere([name])


def _is_orphan(uses: type[PublicUse], name: str) -> bool:
    """Look again: a row may have come while the names were compared."""
    item = _item_of(uses, name)
    return item is None or name not in item.files()


def _item_of(uses: type[PublicUse], name: str) -> StoredItem | None:
    model = item_model(uses)
    key = name.split("/")[1]
    return model._default_manager.filter(**{model.key_field: key}).first()


def _is_being_written(name: str) -> bool:
    """A partial file may be another process's copy; an old one was left by a crash."""
    public = stores.public_store()
    return name.endswith(stores.PARTIAL) and _age(public, name) <= ORPHAN_AGE


def _age(store: Storage, name: str) -> datetime.timedelta:
    """Time since the file was written; none when it has gone meanwhile."""
    try:
        return timezone.now() - store.get_modified_time(name)
    except FileNotFoundError:
        return datetime.timedelta()
