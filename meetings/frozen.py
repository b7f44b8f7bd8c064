"""What people are told where the database keeps an accepted record as it is.

The services ask for the state first, so few ever meet the refusal itself; it is no
failure of the portal, and says what to do instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .freeze_triggers import REFUSAL


def is_refusal(error: BaseException) -> bool:
    """Whether the database refused to change an accepted record."""
    if not isinstance(error, IntegrityError):
        return False
    told = getattr(error.__cause__, "diag", None)
    return getattr(told, "constraint_name", None) == REFUSAL


def words() -> str:
    return _(
        "The level above has approved this record: its figures do not change any more."
        " A mistake is amended by whoever reviewed it, with the reason."
    )


class FrozenRecordMiddleware:
    """Answers 409 in words where a page meets the refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not is_refusal(error):
            return None
        if request.accepts("text/html"):
            context: dict[str, Any] = {
                "title": _("Nothing was changed"),
                "words": words(),
            }
            return render(request, "admin/meetings/frozen.html", context, status=409)
        told = {"faults": {}, "words": words(), "isClosed": True}
        return JsonResponse(told, status=409)
