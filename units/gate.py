"""Lets a signed-in person do nothing before what they owe is done.

Owed is a code at this session's sign-in, a new password in place of a given one, or
the set-up of a second factor (`units.second_factor`). Without it the account has no
right anywhere (`units.scoping`), and the pages of the desk lead to the page where it
is done. Those pages are open, so nobody goes round in a circle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_otp.middleware import OTPMiddleware

from . import second_factor

# Where each debt is paid, and what else stays open meanwhile.
PLACES = {
    second_factor.PASSWORD: "account:change_password",
    second_factor.ENROL: "account:set_up",
}
ALWAYS_OPEN = ("admin:logout", "admin:jsi18n", "account:qr")


class SecondFactorMiddleware(OTPMiddleware):
    """Tells of a request's user which device the session has shown, and what is owed.

    Nothing is read before somebody asks for the user, so public pages stay without.
    """

    def _verify_user_sync(self, request: HttpRequest, user: Any) -> Any:
        user = super()._verify_user_sync(request, user)
        if user.is_authenticated:
            user.owes = second_factor.owed_by(user)
        return user


class GateMiddleware:
    """Leads from any page of the desk to where the person can do what is owed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.STAFF_PATHS):
            return self.get_response(request)
        owes = getattr(request.user, "owes", "")
        if owes == second_factor.VERIFY:
            _forget(request)
        elif owes and not _is_open(request.path_info, PLACES[owes]):
            return _lead(request, PLACES[owes])
        return self.get_response(request)


def _forget(request: HttpRequest) -> None:
    """End a session older than the second factor: its owner signs in again, with it."""
    request.session.flush()
    request.user = AnonymousUser()


def _is_open(path: str, place: str) -> bool:
    return path in {reverse(name) for name in (place, *ALWAYS_OPEN)}


def _lead(request: HttpRequest, place: str) -> HttpResponseBase:
    """Redirect to `place`, and from there back to a page that can be opened again."""
    back = request.get_full_path() if request.method == "GET" else ""
    query = f"?{urlencode({REDIRECT_FIELD_NAME: back})}" if back else ""
    return redirect(reverse(place) + query)
