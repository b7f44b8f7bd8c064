"""Production as a process of its own: what it refuses, and what it says to set."""

import os
import subprocess
import sys

import pytest

from civicportal import postgres

GOOD = {
    "DJANGO_SETTINGS_MODULE": "civicportal.settings.production",
    "SECRET_KEY": "Xk3-9fQ_7vLr2ZpWm8TyBn4HcJd6GsAe1UoRi5Vq0MxNzEbKw-9s",
    "ALLOWED_HOSTS": "phuong.example.vn",
    "DATABASE_URL": "postgres://portal@db.example.vn:5432/portal",
}
# What development's ways leave in the environment must not decide the tests.
NOISE = {"DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "CACHE_URL"}


def load(code="from django.conf import settings; settings.DEBUG", **changes):
    """Import production settings with GOOD values, changed; return the process."""
    environment = {k: v for k, v in os.environ.items() if k not in NOISE}
    environment |= {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=postgres.CHECKOUT,
        capture_output=True,
        text=True,
    )


def test_production_starts_with_what_it_needs():
    answer = load()

    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": GOOD["SECRET_KEY"][:49]}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "abcabcabc" * 10}, "SECRET_KEY is weak"),
        (
            {"SECRET_KEY": "for-development-only-never-in-production-0123456789"},
            "SECRET_KEY is one that everybody knows",
        ),
        ({"SECRET_KEY": f"django-insecure-{GOOD['SECRET_KEY']}"}, "everybody knows"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is not set"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": postgres.url()}, "DATABASE_URL is the embedded PostgreSQL"),
        ({"DATABASE_URL": postgres.url("test")}, "DATABASE_URL is the embedded"),
    ],
)
def test_production_refuses_and_names_what_to_set(changes, named):
    answer = load(**changes)

    assert answer.returncode != 0
    assert "ImproperlyConfigured" in answer.stderr
    assert named in answer.stderr


def test_the_web_server_refuses_to_start_too():
    answer = load("import civicportal.wsgi", SECRET_KEY=None)

    assert answer.returncode != 0
    assert "SECRET_KEY is not set" in answer.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", False),
        ("SECURE_SSL_REDIRECT", True),
        ("SECURE_HSTS_SECONDS", 31536000),
        ("SESSION_COOKIE_SECURE", True),
        ("SESSION_COOKIE_NAME", "__Host-session"),
        ("SESSION_COOKIE_HTTPONLY", True),
        ("CSRF_COOKIE_SECURE", True),
        ("CSRF_COOKIE_NAME", "__Host-csrf"),
        ("SECURE_CONTENT_TYPE_NOSNIFF", True),
        ("X_FRAME_OPTIONS", "DENY"),
        ("TRUSTED_PROXY_COUNT", 1),
    ],
)
def test_production_holds_its_guards_up(name, value):
    code = f"from django.conf import settings; print(repr(settings.{name}))"

    assert load(code).stdout.strip() == repr(value)


def test_no_check_is_silenced_but_the_editors_own_warning():
    code = "from django.conf import settings; print(settings.SILENCED_SYSTEM_CHECKS)"

    assert load(code).stdout.strip() == "['ckeditor.W001']"


def test_a_cache_named_by_its_url_is_used():
    code = "from django.core.cache import cache; print(type(cache._connections['default']).__module__)"

    answer = load(code, CACHE_URL="redis://127.0.0.1:1/0")

    assert answer.stdout.strip() == "django_redis.cache", answer.stderr


def test_a_cache_that_is_away_is_only_an_empty_one():
    code = (
        "from django.core.cache import cache; cache.set('a', 1); print(cache.get('a'))"
    )

    answer = load(code, CACHE_URL="redis://127.0.0.1:1/0")

    assert answer.stdout.strip() == "None", answer.stderr
