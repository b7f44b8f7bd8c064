"""Keeps a form that came when it could not be received, for its owner alone.

Whoever is signed out cannot be asked who they are, so the form itself says, signed
by us, who opened it. Nothing kept is ever shown to another account, and nothing is
saved as an article before its owner has looked at it and sends it.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import SentForm
from . import forms

KEY = "giu"  # in the address of a form that shows what was kept


def keep_for_owner(request: HttpRequest) -> SentForm | None:
    """Keep a form that came in vain; None if it does not say whose it is."""
    owner = forms.owner_of(request.POST)
    users = get_user_model()._default_manager
    if owner is None or not users.filter(pk=owner, is_active=True).exists():
        return None
    sent = keep_for(request, owner)
    if sent is not None:
        text = _("What you sent is not saved yet, but it is kept. Sign in to go on.")
        messages.warning(request, text)
    return sent


def keep_for(request: HttpRequest, user_id: Any) -> SentForm | None:
    """Keep what was posted for this account; None if it is no form or too large."""
    token = forms.token_of(request.POST)
    if token is None:
        return None
    try:
        return forms.keep(
            by_id=user_id,
            token=token,
            article_id=_article_id(request),
            fields=_fields(request),
            files=_file_names(request),
        )
    except ValidationError:
        return None


def path_of(sent: SentForm) -> str:
    """The address of the form that shows what was kept."""
    if sent.article_id is None:
        path = reverse("admin:news_article_add")
    else:
        path = reverse("admin:news_article_change", args=[sent.article_id])
    return f"{path}?{KEY}={sent.token}"


def title_of(sent: SentForm) -> str:
    return forms.fields_of(sent).get("title", "").strip()


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.startswith("_")  # the pressed button
    ]


def _file_names(request: HttpRequest) -> list[str]:
    return [file.name or "" for _name, files in request.FILES.lists() for file in files]


def _article_id(request: HttpRequest) -> int | None:
    match = request.resolver_match
    found = match.kwargs.get("object_id", "") if match else ""
    return int(found) if found.isdecimal() and len(found) < 19 else None
