"""Nothing of the staff's own pages stays anywhere: not in a browser, not on the way."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class StaffCachingMiddleware:
    """Say `no-store` on all below STAFF_PATHS; outermost, so on every refusal too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith(settings.STAFF_PATHS):
            response["Cache-Control"] = "no-store"
        return response
