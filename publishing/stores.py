"""The private store holds every file; the public one holds what anyone may fetch.

A file has the same name in both. nginx or S3 serve the public store and nothing
else, so a draft's picture has no address to guess. Names are random and written
once: a file never changes, which makes every operation here safe to repeat.
"""

from __future__ import annotations

import logging
import os
import secrets
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connections, transaction
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

PARTIAL = ".part"


class WholeFileStorage(FileSystemStorage):
    """Files appear under their name only when they are whole and on the disk."""

    def _save(self, name: str, content: File) -> str:
        partial = f"{name}.{secrets.token_hex(4)}{PARTIAL}"
        try:
            super()._save(partial, content)  # type: ignore[misc]  # not in stubs
            _flush(Path(self.path(partial)))
            Path(self.path(partial)).replace(self.path(name))
            _flush(Path(self.path(name)).parent)
        except BaseException:
            Path(self.path(partial)).unlink(missing_ok=True)
            raise
        return name

    def delete(self, name: str) -> None:
        """Remove the file, and its folder when that was the last one in it."""
        super().delete(name)
        folder = Path(self.path(name)).parent
        if folder != Path(self.location):
            _remove_if_empty(folder)


def private_store() -> Storage:
    return storages["private"]


def public_store() -> Storage:
    return storages["public"]


def new_key() -> str:
    """128 random bits in lower-case hex: safe in names, addresses and file systems."""
    return secrets.token_hex(16)


def save_private(files: Mapping[str, bytes]) -> None:
    """Store all `files` (name → content) in the private store, or none.

    Inside a transaction they go away again when it is rolled back, also to a
    savepoint. Raises OSError, for example when the disk is full.
    """
    names = list(files)
    try:
        for name, content in files.items():
            private_store().save(name, ContentFile(content))
    except BaseException:
        _remove(private_store(), names)
        raise
    _on_rollback(lambda: _remove(private_store(), names))


def not_stored() -> ValidationError:
    """What to tell a person whose upload met a full or failing disk."""
    return ValidationError(
        _(
            "The file could not be stored because the portal has no room or its disk"
            " fails. Nothing was saved; tell the portal's administrator."
        ),
        "not_stored",
    )


def copy_to_public(names: Iterable[str]) -> None:
    """Make the public store hold whole copies of `names`; repeating it does nothing.

    Raises FileNotFoundError when the private store lacks one.
    """
    for name in names:
        if not is_copied(name):
            public_store().delete(name)
            with private_store().open(name) as content:
                public_store().save(name, content)


def is_copied(name: str) -> bool:
    """Whether the public store holds `name`, as long as in the private one."""
    public, private = public_store(), private_store()
    return public.exists(name) and public.size(name) == private.size(name)


def remove_from_public(names: Iterable[str]) -> None:
    """Take files out of the public store; those already gone are no error."""
    _remove(public_store(), names)


def remove_everywhere(names: Iterable[str]) -> None:
    """Delete files for good, the public copies first."""
    names = list(names)
    remove_from_public(names)
    _remove(private_store(), names)


def names_in(store: Storage, folder: str) -> Iterator[str]:
    """All names below `folder`, in no order; none when the folder is missing."""
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        yield f"{folder}/{file}"
    for child in folders:
        yield from names_in(store, f"{folder}/{child}")


def _remove(store: Storage, names: Iterable[str]) -> None:
    for name in names:
        store.delete(name)


def _on_rollback(undo: Callable[[], None]) -> None:
    """Call `undo` if the current transaction, or savepoint, is rolled back.

    Django has no such hook, but it drops the commit callbacks of what is rolled
    back: a callback that is dropped without having run means just that. Where the
    connection broke nobody knows whether the commit arrived; then nothing is
    undone, and `sync_public_files` removes what has no row.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        return

    class Kept:
        def __call__(self) -> None:
            dropped.detach()

    kept = Kept()
    dropped = weakref.finalize(kept, _undo, undo, connection.alias)
    dropped.atexit = False
    transaction.on_commit(kept)


def _undo(undo: Callable[[], None], alias: str) -> None:
    raw: Any = connections[alias].connection
    if raw is None or raw.closed:
        return
    try:
        undo()
    except OSError:
        logger.exception("Files of a rolled back transaction could not be removed")


def _flush(path: Path) -> None:
    """Wait until a file or folder is on the disk, not only in its cache."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
