"""A real Chromium for the tests below, which resolves no name but this machine's."""

import os

import pytest
from django.conf import settings
from django.test import Client
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
    """Open pages with `open_page(path, width=…, theme=…)`; closed after the test.

    `user` is signed in already: how one signs in is asked in `test_second_step.py`.
    With `clock` the page's own clock can be set forward: nobody waits for it.
    """
    contexts = []

    def open_at(path, *, width=1280, theme="light", user=None, clock=False, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            base_url=live_server.url,
            locale="vi-VN",
            **options,
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_of(user, live_server.url)])
        page = context.new_page()
        if clock:
            page.clock.install()
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


def session_of(user, url):
    """Return the cookie that a browser has once `user` has signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


@pytest.fixture
def section(ward):
    return make_section(unit=ward, name="Mặt trận")
