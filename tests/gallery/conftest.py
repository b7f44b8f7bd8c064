import pytest

from tests.stores import stores  # noqa: F401


@pytest.fixture(autouse=True)
def own_stores(stores):  # noqa: F811
    """Each test begins with empty stores."""
    return stores
