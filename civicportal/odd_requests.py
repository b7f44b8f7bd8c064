"""Refuse what no browser sends, before anything of ours reads it.

Each of these would otherwise fail somewhere behind: a text encoding that is none
breaks the query string, and PostgreSQL looks for no NUL. The refusal stands behind the
headers of security and before everything that looks into a request.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.template.loader import render_to_string
from django.utils.http import parse_header_parameters

METHODS = ("GET", "HEAD", "POST")
UTF_8 = frozenset({"utf-8", "utf8"})
SET_ASIDE = "civicportal.content_type"


def set_aside_content_type(environ: dict[str, Any]) -> dict[str, Any]:
    """Return the WSGI environment with an odd Content-Type under another name.

    Django reads it, and with its encoding the query string, while it makes the
    request: before any middleware, and outside of what turns faults into answers.
    """
    content_type = environ.get("CONTENT_TYPE", "")
    if _is_utf_8(content_type):
        return environ
    return {**environ, "CONTENT_TYPE": "", SET_ASIDE: content_type}


def _is_utf_8(content_type: str) -> bool:
    try:
        _kind, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "utf-8").lower() in UTF_8


class OddRequestMiddleware:
    """Answer 405 to methods that no page has, 400 to what cannot be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if SET_ASIDE in request.META or _asks_with_nul(request):
            return HttpResponseBadRequest(render_to_string("400.html"))
        return self.get_response(request)


def _asks_with_nul(request: HttpRequest) -> bool:
    """Whether the desk is asked so; public pages compare what they are given."""
    query = request.META.get("QUERY_STRING", "")
    is_staff_area = request.path_info.startswith(settings.STAFF_PATHS)
    return is_staff_area and ("\0" in query or "%00" in query)
