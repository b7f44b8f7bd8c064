"""What is answered when there is no page: with a way on where there is one.

A missing page is looked for in the neighbourhood of its address alone. What is not
public answers like what never was, so nothing here asks what once lay there.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from news import reading
from publishing.vietnamese import clean_line
from units.frames import load_frames
from units.models import Unit
from units.slugs import SLUG_PATTERN, words_like

from .static_pages import static_page

logger = logging.getLogger(__name__)

NEWEST = 5
SIMILAR = 6
LONGEST_WORDS = 60
RETRY_AFTER_SECONDS = 30


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with a search and what lies near the address."""
    try:
        neighbours = _neighbours(request.path_info)
    except DatabaseError:
        logger.warning("A missing page has no neighbours", exc_info=True)
        neighbours = {}
    response = render(request, "404.html", neighbours, status=404)
    response["Cache-Control"] = "no-cache"  # it may be published any moment
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; 503 where the database is away or too busy, and it helps to wait.

    Needs no database, no template and no translation.
    """
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        response = HttpResponse(static_page("503"), status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    else:
        response = HttpResponse(static_page("500"), status=500)
    response["Cache-Control"] = "no-store"
    return response


def _neighbours(path: str) -> dict[str, Any]:
    """Return the unit of the address with its newest news, or units of similar names."""
    if path.startswith(
        (*settings.STAFF_PATHS, settings.MEDIA_URL, settings.STATIC_URL)
    ):
        return {}
    word = path.strip("/").partition("/")[0]
    is_slug = re.fullmatch(SLUG_PATTERN, word)
    unit = Unit.objects.filter(slug=word).first() if is_slug else None
    if unit is None:
        similar = list(Unit.objects.filter(_called_like(word)).in_order()[:SIMILAR])
        load_frames(similar)
        return {
            "similar": similar,
            "words": clean_line(word.replace("-", " "))[:LONGEST_WORDS],
        }
    newest = reading.cards(unit).news().newest()[:NEWEST]
    return {**reading.frame(unit), "newest": list(newest)}


def _called_like(word: str) -> Q:
    """Units whose address word begins so, or differs by one letter.

    Asks the index alone: many who ask for what is not there are machines.
    """
    words = words_like(word)
    if not words:
        return Q(pk__in=[])
    return Q(slug__in=words) | Q(slug__startswith=words[0])
