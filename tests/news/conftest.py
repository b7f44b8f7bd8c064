"""The ward of most tests of the news, and its section."""

import pytest

from tests.factories import make_section, make_ward


@pytest.fixture
def ward(db):
    return make_ward(name="Kim Liên")


@pytest.fixture
def section(ward):
    return make_section(unit=ward, name="Mặt trận")
