"""A developer's machine, and `make run`'s portal for trial on the machine itself."""

from civicportal import postgres

from .base import *

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env(
    "SECRET_KEY", default="for-development-only-never-in-production-0123456789"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PORTAL_URL = env(
    "PORTAL_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}"
).rstrip("/")
DATABASES = {"default": database(DATABASE_URL or postgres.url())}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Whoever changes a template wants to see it; `make run` keeps pages as production does.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=1 if DEBUG else 60)
DEMO_NOTICE = env.bool("DEMO_NOTICE", default=True)
