"""How often signing in may go wrong, for an account and for an address.

An account is locked for the address that failed with it, so that a stranger cannot
lock it for its owner; and an address that fails with many accounts is locked for all
of them, later, because a whole office may share it.
"""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from publishing.addresses import household_of


def address_of(request: HttpRequest) -> str | None:
    """Return the address whose failures count together; None where there is none."""
    return household_of(request) or None


class SignInThrottle(AxesDatabaseHandler):
    """Counts failures of account and address, and those of the address alone."""

    def get_failures(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> int:
        """Return the failures of both; the limit itself where the address is locked."""
        if _failures_of_address(request) >= settings.SIGN_IN_FAILURES_OF_ADDRESS:
            return settings.AXES_FAILURE_LIMIT
        return super().get_failures(request, credentials)


def _failures_of_address(request: Any) -> int:
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,
        attempt_time__gte=get_cool_off_threshold(request),
    )
    return recent.aggregate(all=Sum("failures_since_start"))["all"] or 0
