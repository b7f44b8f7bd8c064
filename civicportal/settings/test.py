"""Fast and closed: nothing leaves the process but PostgreSQL queries."""

import atexit
import shutil
import tempfile

from civicportal import postgres

from .base import *

VAR_DIR = Path(tempfile.mkdtemp(prefix="civicportal-test-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
SECRET_KEY = "for-tests-only-0123456789-0123456789-0123456789-abc"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PORTAL_URL = "http://testserver"
# A connection serves several requests, as in a running portal: a new one has to learn
# all about the tables again. And a process that is done may wait long for the others
# in the middle of a module's transaction.
_database = database(DATABASE_URL or postgres.url("test"))
_options: dict[str, str] = _database["OPTIONS"]  # type: ignore[assignment]
DATABASES = {
    "default": {
        **_database,
        "OPTIONS": {
            **_options,
            "options": f"{_options['options']} -c idle_in_transaction_session_timeout=0",
        },
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A page is built for each test that asks for it; the tests of the cache make their own.
PAGE_CACHE = False
MAINTENANCE_FILE = VAR_DIR / "maintenance"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "publishing.stores.WholeFileStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": MEDIA_URL},
    },
    "private": {
        "BACKEND": "publishing.stores.WholeFileStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": MEDIA_URL},
    },
    "public": {
        "BACKEND": "publishing.stores.WholeFileStorage",
        "OPTIONS": {"location": VAR_DIR / "public", "base_url": MEDIA_URL},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing is collected for a test; looked for when asked, and not at the start.
WHITENOISE_AUTOREFRESH = True
