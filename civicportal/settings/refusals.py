"""What production insists on; each refusal says what to set."""

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

from civicportal import postgres

SHORTEST_KEY = 50
FEWEST_DIFFERENT = 20
GIVEN_AWAY = ("django-insecure-", "for-development-only", "for-tests-only")
HOW_TO_MAKE_A_KEY = (
    "Make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`, "
    "keep it secret and the same on every server."
)


def refuse_debug(debug: bool) -> None:
    """Refuse to show error pages with settings and source to strangers."""
    if debug:
        raise ImproperlyConfigured("DEBUG is on: unset it, or set DEBUG=0.")


def refuse_weak_key(key: str) -> None:
    """Refuse a SECRET_KEY that is missing, published, short or monotonous."""
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY is not set. {HOW_TO_MAKE_A_KEY}")
    if key.startswith(GIVEN_AWAY):
        raise ImproperlyConfigured(
            f"SECRET_KEY is one that everybody knows; set your own. {HOW_TO_MAKE_A_KEY}"
        )
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT:
        raise ImproperlyConfigured(
            f"SECRET_KEY is weak: set one of {SHORTEST_KEY} or more characters, "
            f"{FEWEST_DIFFERENT} or more of them different. {HOW_TO_MAKE_A_KEY}"
        )


def refuse_no_hosts(hosts: Sequence[str]) -> None:
    """Refuse to answer under no name, or under every name."""
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is not set: name the portal's hosts, separated by commas, "
            "as in ALLOWED_HOSTS=phuong.example.vn (`*` is no answer)."
        )


def refuse_embedded_server(database_url: str) -> None:
    """Refuse the PostgreSQL for trial, which nobody backs up or watches."""
    if not database_url:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set: the embedded PostgreSQL is for development and "
            "trial. Set it, as in DATABASE_URL=postgres://user:password@host:5432/name."
        )
    if postgres.is_embedded(database_url):
        raise ImproperlyConfigured(
            "DATABASE_URL is the embedded PostgreSQL, which is for development and "
            "trial: set it to a PostgreSQL 15 or newer of your own."
        )
