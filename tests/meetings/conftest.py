import pytest

from meetings import forms


@pytest.fixture
def unhurried(monkeypatch):
    """Forms may be sent at once: a test types faster than any person."""
    monkeypatch.setattr(forms, "FASTEST", -1)
