"""The two stores of files in a folder of the test's own, and what lies in them."""

import copy
from contextlib import contextmanager

import pytest
from django.core.files.storage import storages
from django.db import transaction

from publishing.stores import names_in, private_store, public_store


@pytest.fixture
def stores(settings, tmp_path):
    """Give the test empty stores."""
    changed = copy.deepcopy(settings.STORAGES)
    for name in ("private", "public"):
        changed[name]["OPTIONS"]["location"] = tmp_path / name
    settings.STORAGES = changed
    return storages


def private_names():
    return _names(private_store())


def public_names():
    return _names(public_store())


def content_of(store, name):
    with store.open(name) as file:
        return file.read()


def _names(store):
    return sorted(
        name for folder in ("photos", "files") for name in names_in(store, folder)
    )


@contextmanager
def rolled_back():
    """Run the block in a transaction, or savepoint, that is then rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
