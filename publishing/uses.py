"""Keeps the public store in step with what published things use.

The table of uses is the truth. A change of it locks the items concerned; after the
commit each item's files are copied or removed by a second look under the same lock,
so that two changes at once end with what the table says. A crash in between is
repaired by `sync`.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from . import stores
from .models import PublicUse, StoredItem

logger = logging.getLogger(__name__)

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
    """Lock items in one order, so that two changes wait instead of deadlocking."""
    rows = item_model(uses)._default_manager.filter(pk__in=pks)
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    len(locked)
    return locked
