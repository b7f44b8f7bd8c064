"""Residents' words: what is public, the form, its code, and following it.

The list is a public page. The form and what follows it differ from reader to reader:
they have addresses of their own, are never stored and never found by search engines.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from news import reading
from publishing.paging import NEWER, OLDER, page_of
from publishing.public_pages import public_page
from traffic.limits import Limit, address_of, is_reached, within_limits
from units.models import Unit

from . import codes
from . import words as service
from .forms import CodeForm, WordForm, new_token
from .models import ResidentWord

CODE_COOKIE = "ma-gop-y"
CODE_KEPT = 15 * 60  # seconds for which the page with the code can be opened again
PAGE_SIZE = 10

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Mark a page that nobody stores and no search engine lists."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return page


@public_page(OLDER, NEWER)
def words(request: HttpRequest, unit: str) -> HttpResponse:
    """What residents said and the unit answered, as far as it is for everybody."""
    owner = _unit(unit)
    rows: Any = ResidentWord.objects.filter(unit=owner).public()
    rows = rows.select_related("body__kind")
    page = page_of(rows, request.GET, size=PAGE_SIZE)
    context = {"page": page, "takes_words": service.takes_words(owner)}
    return render(request, "meetings/words.html", reading.frame(owner) | context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, unit: str) -> HttpResponse:
    """The form; where the unit takes no words, whom to turn to instead."""
    owner = _unit(unit)
    if not service.takes_words(owner):
        return _closed(request, owner)
    if request.method != "POST":
        return _form_page(request, owner, WordForm(initial={"token": new_token()}))
    form = WordForm(request.POST)
    if not form.is_valid():
        return _form_page(request, owner, form, status=422)
    return _receive(request, owner, form)


def _receive(request: HttpRequest, owner: Unit, form: WordForm) -> HttpResponse:
    if not _may_send(request, owner):
        text = _("Too much has been sent from your network. Please try again later.")
        form.add_error(None, text)
        return _form_page(request, owner, form, status=429)
    try:
        service.receive(unit=owner, sent=form.sent(), token=form.nonce)
    except service.AlreadySentError as error:
        if not error.is_same:
            form.renew_token()
            text = _("Your earlier word has arrived. Send once more to add this one.")
            form.add_error(None, text)
            return _form_page(request, owner, form, status=409)
    except ValidationError:
        return _closed(request, owner)
    return _told(request, owner, codes.code_for(form.nonce))


def _may_send(request: HttpRequest, owner: Unit) -> bool:
    """Say so, and note the sending: 5 an hour and 15 a day of one household.

    A unit takes 300 a day, from anywhere. Nobody who sends too much uses up a share.
    """
    household = address_of(request)
    return within_limits(
        Limit("word", 5, timedelta(hours=1), by=household),
        Limit("word", 15, timedelta(days=1), by=household),
        Limit("words of unit", 300, timedelta(days=1), by=str(owner.pk)),
    )


def _told(request: HttpRequest, owner: Unit, code: str) -> HttpResponse:
    """Lead to the page that shows the code, which stands in no address."""
    path = reverse("meetings:sent", args=[owner.slug])
    response = redirect(path)
    response.set_signed_cookie(
        CODE_COOKIE,
        code,
        max_age=CODE_KEPT,
        path=path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@private
@require_safe
def sent(request: HttpRequest, unit: str) -> HttpResponse:
    """The code of a word just sent."""
    owner = _unit(unit)
    code = request.get_signed_cookie(CODE_COOKIE, default="", max_age=CODE_KEPT)
    word = service.with_code(owner, code) if code else None
    if word is None:
        return redirect("meetings:follow", owner.slug)
    context = {"code": code, "word": word}
    return render(request, "meetings/sent.html", reading.frame(owner) | context)


@private
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, unit: str) -> HttpResponse:
    """What became of a word, for whoever has its code; never what was sent."""
    owner = _unit(unit)
    form = CodeForm(request.POST if request.method == "POST" else None)
    word, status = None, 200
    if form.is_bound and form.is_valid():
        word, status = _followed(request, owner, form)
    context = {"form": form, "word": word, "takes_words": service.takes_words(owner)}
    return render(
        request, "meetings/follow.html", reading.frame(owner) | context, status=status
    )


def _followed(
    request: HttpRequest, owner: Unit, form: CodeForm
) -> tuple[ResidentWord | None, int]:
    wrong_codes = Limit("wrong code", 10, timedelta(minutes=15), by=address_of(request))
    if is_reached(wrong_codes):
        form.add_error("code", _("Too many wrong codes. Try again in 15 minutes."))
        return None, 429
    word = service.with_code(owner, form.cleaned_data["code"])
    if word is None:
        within_limits(wrong_codes)
        form.add_error("code", _("No word to this unit has this code."))
        return None, 200
    return word, 200


def _unit(slug: str) -> Unit:
    return get_object_or_404(
        Unit.objects.prefetch_related(Prefetch("contacts")), slug=slug
    )


def _form_page(
    request: HttpRequest, owner: Unit, form: WordForm, status: int = 200
) -> HttpResponse:
    months = max(1, round(settings.RESIDENT_WORD_KEPT_DAYS / 30.4))
    context = reading.frame(owner) | {"form": form, "months": months}
    return render(request, "meetings/send.html", context, status=status)


def _closed(request: HttpRequest, owner: Unit) -> HttpResponse:
    context = reading.frame(owner) | {"contacts": list(owner.contacts.all())}
    return render(request, "meetings/closed.html", context)
