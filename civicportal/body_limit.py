"""Refuse requests that are too large before anything reads them.

Staff paste long texts and send pictures, so the admin takes up to 60 MB; nothing
else in the portal takes more than 1 MB, and signing in, open to all, 64 kB. The limits of single fields and files are
their forms' own, with messages at the field; this one protects memory and disk.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext, override

PAGE = """<!doctype html>
<html lang="{}"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width"><title>{}</title></head>
<body><main><h1>{}</h1><p>{}</p></main></body></html>
"""


class BodyLimitMiddleware:
    """Answer 413 to a body over the limit, 411 to one of unknown length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and "transfer-encoding" in request.headers:
            return _refusal(411)
        if length and not _is_number(length):
            return _refusal(400)
        if length and int(length) > limit_for(request.path_info):
            return _refusal(413)
        return self.get_response(request)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def limit_for(path: str) -> int:
    """Return the most bytes that a request to `path` may carry."""
    if path == f"{settings.STAFF_PATH}login/":
        return settings.LARGEST_SIGN_IN
    is_staff_area = path.startswith(settings.STAFF_PATHS)
    return settings.LARGEST_BODY if is_staff_area else settings.LARGEST_PUBLIC_BODY


def _refusal(status: int) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        title, text = _explanation(status)
        page = format_html(PAGE, settings.LANGUAGE_CODE, title, title, text)
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _explanation(status: int) -> tuple[str, str]:
    if status == 413:
        return gettext("Too much data at once"), gettext(
            "What you sent is larger than the portal accepts. Go back, make the file "
            "smaller or send less at once; what you typed is still in the form."
        )
    return gettext("The request could not be read"), gettext(
        "The browser did not say how much data it sends. Go back and try again."
    )
