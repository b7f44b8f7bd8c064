"""Production: refuses to start when something that matters is missing.

A reverse proxy in front ends TLS, sets X-Forwarded-Proto itself and appends to
X-Forwarded-For (deploy/, docs/operations.md).
"""

from . import refusals
from .base import *

DEBUG = env.bool("DEBUG", default=False)
refusals.refuse_debug(DEBUG)
refusals.refuse_weak_key(SECRET_KEY)
refusals.refuse_no_hosts(ALLOWED_HOSTS)
refusals.refuse_embedded_server(DATABASE_URL)

PORTAL_URL = env(
    "PORTAL_URL", default=f"https://{ALLOWED_HOSTS[0].removeprefix('.')}"
).rstrip("/")

TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

TWO_FACTOR_REQUIRED = env.bool("TWO_FACTOR_REQUIRED", default=True)

# Of a mail server: smtp://, smtp+tls:// or smtp+ssl://user:password@host:port.
globals().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 10  # seconds; requests and the worker wait for it
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default=f"no-reply@{PORTAL_URL.split('//')[-1]}")

# The proxy must overwrite this header, or a client could claim to have come by TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine next door
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=True)

# __Host- cookies are taken by browsers only over TLS, from this host, for path /.
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
