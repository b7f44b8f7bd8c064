"""Complete and safe settings; the other modules replace a few values.

Every secret and address comes from the environment; docs/operations.md lists them.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# What a running portal keeps beside its code: stores, spool, embedded database.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "civicportal",
    "meetings",
    "news",
    "documents",
    "gallery",
    "traffic",
    "units",
    "publishing",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "ckeditor",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "simple_history",
    "two_factor",
]

# Where staff work. Everything else in the portal is for the public.
STAFF_PATH = "/quan-tri/"
# Where people who signed in work: nothing of it is public, kept, or listed anywhere.
STAFF_PATHS = (STAFF_PATH, "/tong-hop/")

MIDDLEWARE = [
    "civicportal.staff_caching.StaffCachingMiddleware",
    "civicportal.proxies.TrustedProxyMiddleware",
    # These write headers, on refusals too, and read no body and no parameter.
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Nothing that follows is asked about a request that these refuse.
    "civicportal.body_limit.BodyLimitMiddleware",
    "civicportal.odd_requests.OddRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.gate.SecondFactorMiddleware",
    "units.gate.GateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "meetings.frozen.FrozenRecordMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "civicportal.urls"
WSGI_APPLICATION = "civicportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "civicportal.context.portal",
            ],
        },
    },
]

# A statement or a lock that takes longer has gone wrong, and would take others along.
TIMEOUTS = (
    "-c statement_timeout=60s -c lock_timeout=10s "
    "-c idle_in_transaction_session_timeout=5min"
)


def database(url: str) -> dict[str, object]:
    """Return the settings of the PostgreSQL at `url` (docs/operations.md)."""
    found = environ.Env.db_url_config(url)
    wishes = {"connect_timeout": 5, "options": TIMEOUTS, **found.get("OPTIONS", {})}
    return {
        **found,
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": wishes,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_URL: str = env("DATABASE_URL", default="")
# Widgets of our own have their templates beside all others.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(DATABASE_URL or "postgres:///civicportal")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
# The portal works without its cache, only slower; the log says when Redis is away.
DJANGO_REDIS_IGNORE_EXCEPTIONS = True
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

# Public pages kept whole in each process (civicportal/page_cache.py). What has changed
# is never shown from there; what only grows older, such as counts of views, is at most
# so many seconds old.
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=64 * 1024**2)
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=60)

# Whether everybody is told to come back later; a file does the same without a restart
# (civicportal/maintenance.py).
MAINTENANCE = env.bool("MAINTENANCE", default=False)
MAINTENANCE_FILE = VAR_DIR / "maintenance"

# Bodies over these are refused unread (civicportal/body_limit.py). Below them a form
# shall see what was pasted and say at the field what is too long, so Django's own
# limit, which answers with an error page, stands at the same height.
LARGEST_BODY = 60_000_000
LARGEST_PUBLIC_BODY = 1_000_000
LARGEST_SIGN_IN = 64_000
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # an album of some hundred pictures, five each
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # larger files stream to a temporary one

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "units.backends.MembershipBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# How long a password that an administrator has seen opens the account: until it is
# first used, and no longer than this.
ONE_TIME_PASSWORD_DAYS = 7

# The second step of signing in (units/second_factor.py): offered to all; if required,
# editors and those above must set it up within the days of grace from their first
# sign-in.
TWO_FACTOR_REQUIRED = env.bool("TWO_FACTOR_REQUIRED", default=False)
TWO_FACTOR_GRACE_DAYS = env.int("TWO_FACTOR_GRACE_DAYS", default=14)
TWO_FACTOR_LOGIN_TIMEOUT = 10 * 60  # seconds from the password to the code
TWO_FACTOR_PATCH_ADMIN = False  # signing in is units/sign_in.py
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# Whether every page says that its content is made up for demonstration.
DEMO_NOTICE = env.bool("DEMO_NOTICE", default=False)

# The portal's own address, for links in e-mail and the full addresses in pages: a
# request cannot be trusted for it, and a page is the same whatever name it is asked by.
PORTAL_URL = env("PORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "vendor"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["civicportal.formats"]
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

MEDIA_URL = "/media/"
# What may come in: bytes of one file, pixels of one picture, bytes of one unit.
PHOTO_MAX_BYTES = 20 * 1024**2
PHOTO_MAX_PIXELS = 50_000_000
PHOTO_QUOTA_BYTES = env.int("PHOTO_QUOTA_BYTES", default=10 * 1024**3)
DOCUMENT_MAX_BYTES = 30 * 1024**2
DOCUMENT_QUOTA_BYTES = env.int("DOCUMENT_QUOTA_BYTES", default=10 * 1024**3)
STORAGES = {
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
    "staticfiles": {
        "BACKEND": "civicportal.storage.PortalStaticFilesStorage",
    },
}

# The strictest policy; only pages that carry the editor relax it.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
}

# How many reverse proxies of our own append to X-Forwarded-For (civicportal/proxies.py).
TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)

# Throttled by account and address together: a stranger cannot lock an account for its
# owner, nor one forgetful colleague the whole office behind one address. An address
# alone has a limit of its own, for whoever tries many accounts (units/sign_in_throttle.py).
AXES_HANDLER = "units.sign_in_throttle.SignInThrottle"
AXES_CLIENT_IP_CALLABLE = "units.sign_in_throttle.address_of"
SIGN_IN_FAILURES_OF_ADDRESS = 30
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_TEMPLATE = "admin/lockout.html"
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
# Who tries while locked does not begin the half hour anew, for an office least of all.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False

# Unused for four hours, or twelve hours old: sign in again (civicportal/sessions.py).
SESSION_ENGINE = "civicportal.sessions"
SESSION_COOKIE_AGE = 4 * 60 * 60
SESSION_LONGEST_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Signing in gives new tokens: what an older page sends then is kept, not lost.
CSRF_FAILURE_VIEW = "news.writing.views.csrf_failed"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

# How long what residents wrote about themselves is kept after their word was closed;
# a word that nobody closes is emptied after twice as long.
RESIDENT_WORD_KEPT_DAYS = env.int("RESIDENT_WORD_KEPT_DAYS", default=365)

# Coordination programmes: days ahead of which people are reminded that a term ends or
# a task is due, and the hour of the day, in local time, after which the mail goes out.
PROGRAMME_TERM_DAYS = env.int("PROGRAMME_TERM_DAYS", default=30)
PROGRAMME_TASK_DAYS = env.int("PROGRAMME_TASK_DAYS", default=14)
REMINDER_HOUR = env.int("REMINDER_HOUR", default=7)

# Where the editor sends pictures; django-ckeditor's own view is not used.
RICHTEXT_UPLOAD_URL_NAME = "gallery:upload"

# django-ckeditor's warning cannot tell whether anything was done about CKEditor 4's
# holes; publishing/richtext/checks.py fails where a mitigation is missing.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "civicportal.logs.OneLineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would print a second time, or mail what a form held.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
