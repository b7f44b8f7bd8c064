"""A real Chromium for the tests below: the system's, or the one Playwright installed."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

# Playwright's loop runs in this thread; the tests use the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield chromium
        chromium.close()


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
