"""What the scripts of the article form ask for, and the door back to kept text."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import csrf
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ..models import Article
from . import forms, keeping, presence

MOST_TOKENS = 50
MOST_FIELDS = 5000


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 401 to a script whose session is over; a page would ask to sign in."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not admin.site.has_permission(request):
            return JsonResponse({"user": None}, status=401)
        return view(request, *args, **kwargs)

    return never_cache(asked)


@require_GET
@for_staff
def session(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, the token for forms, and which forms have arrived."""
    tokens = [_token(one) for one in request.GET.getlist("form")[:MOST_TOKENS]]
    answer = {
        "user": request.user.pk,
        "csrf": get_token(request),
        "arrived": forms.arrived(by=request.user, tokens=[t for t in tokens if t]),
    }
    _do_not_renew(request)
    return JsonResponse(answer)


@require_POST
@for_staff
def sign_of_life(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the article is open here (or left); answer who else is in it."""
    articles = Article.objects.editable_by(request.user).select_related("working")
    article = get_object_or_404(articles, pk=pk)
    if "leave" in request.POST:
        presence.leave(article=article, user=request.user)
        _do_not_renew(request)
        return HttpResponse(status=204)
    context = {
        "others": presence.note(article=article, user=request.user),
        "newer": presence.newer_version(article, forms.base_in(request.POST) or 0),
    }
    if "typed" not in request.POST:
        _do_not_renew(request)  # an open page alone keeps nobody signed in
    return render(request, "admin/news/article/_presence.html", context)


@never_cache
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Take over what a browser has kept, and show it in the form again."""
    if not admin.site.has_permission(request):
        return redirect("admin:login")
    token = _token(request.POST.get("token", ""))
    article = request.POST.get("article", "")
    try:
        if token is None:
            raise ValidationError(_("This draft cannot be read."))
        sent = forms.keep(
            by_id=request.user.pk,
            token=token,
            article_id=int(article) if article.isdecimal() else None,
            fields=_pairs(request.POST.get("fields", "")),
            files=[],
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(keeping.path_of(sent))


@never_cache
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Forget a text that was kept here."""
    if not admin.site.has_permission(request):
        return redirect("admin:login")
    if token := _token(request.POST.get("token", "")):
        forms.discard(by=request.user, token=token)
        messages.success(request, _("The kept text was dropped."))
    return HttpResponseRedirect(reverse("admin:index"))


@never_cache
@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """The end of signing in again from the form: go back to the other tab."""
    if not admin.site.has_permission(request):
        return redirect("admin:login")
    context = {**admin.site.each_context(request), "title": _("Signed in again")}
    return render(request, "admin/news/article/signed_in.html", context)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Whoever signed in meanwhile has a new token: the old form is kept, not lost."""
    match = request.resolver_match
    names = {"news_article_add", "news_article_change"}
    is_ours = match is not None and match.url_name in names
    if is_ours and (sent := keeping.keep_for_owner(request)):
        return HttpResponseRedirect(keeping.path_of(sent))
    return csrf.csrf_failure(request, reason=reason)


def _do_not_renew(request: HttpRequest) -> None:
    request.session.modified = False


def _token(text: str) -> UUID | None:
    return forms.token_of({"form_token": text})


def _pairs(text: str) -> list[tuple[str, str]]:
    """The fields of a form as the browser kept them: [[name, value], …]."""
    fault = ValidationError(_("This draft cannot be read."))
    try:
        pairs = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise fault from error
    if not isinstance(pairs, list) or len(pairs) > MOST_FIELDS:
        raise fault
    for pair in pairs:
        is_pair = isinstance(pair, list) and len(pair) == 2
        if not is_pair or not all(isinstance(one, str) for one in pair):
            raise fault
    return [(name, value) for name, value in pairs]
