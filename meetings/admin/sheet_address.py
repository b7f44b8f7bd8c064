"""Where the pages of the sheet are."""

from __future__ import annotations

from django.urls import reverse

from ..models import Conference


def address(conference: Conference, group: int | None = None) -> str:
    """The page of the sheet, or of one group in it."""
    if group is None:
        return reverse("admin:meetings_conference_sheet", args=[conference.pk])
    name = "admin:meetings_conference_sheet_group"
    return reverse(name, args=[conference.pk, group])
