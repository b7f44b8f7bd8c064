"""A real Chromium for the tests below, which resolves no name but this machine's."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.factories import make_section, make_ward

# Playwright's loop runs in this thread; the tests use the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    assert path, chromium.HOW_TO_INSTALL
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=list(chromium.ARGUMENTS)
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser, live_server):
    """Open pages with `open_page(path, width=…, theme=…)`; closed after the test."""
    contexts = []

    def open_at(path, *, width=1280, theme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            base_url=live_server.url,
            locale="vi-VN",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


@pytest.fixture
def section(ward):
    return make_section(unit=ward, name="Mặt trận")
