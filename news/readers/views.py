"""The pages of rating and commenting: forms for one reader, kept by no cache."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from publishing.numbers import whole_number
from traffic.limits import address_of, within_limits

from .. import reading
from ..models import Article, Newsroom
from . import comments, ratings
from .forms import CommentForm

COOKIE = "danh_gia"
COOKIE_DAYS = 365
VISITOR = re.compile("[0-9a-f]{32}")
TOO_MUCH = 429


def page_of_article(switch: str) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Let a view answer for a public article of a unit that has `switch` on.

    The view gets the article and the unit's rules. Nothing keeps the answer.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        @wraps(view)
        @require_http_methods(["GET", "HEAD", "POST"])
        def page(request: HttpRequest, unit: str, pk: int) -> HttpResponse:
            articles = Article.objects.public().select_related("unit", "section")
            article = get_object_or_404(articles, pk=pk)
            if unit != article.unit.slug:
                raise Http404
            rules = Newsroom.of(article.unit_id)
            if not getattr(rules, switch):
                raise Http404
            response = view(request, article)
            response["Cache-Control"] = "no-store"
            return response

        return page

    return decorate


@page_of_article("ratings")
def rating(request: HttpRequest, article: Article) -> HttpResponse:
    """Choose one to five stars, or change what one chose before."""
    visitor = _visitor(request)
    if request.method == "POST":
        return _take_rating(request, article, visitor)
    return _rating_page(request, article, visitor)


@page_of_article("comments")
def commenting(request: HttpRequest, article: Article) -> HttpResponse:
    """Write a comment, which the unit reads before it appears."""
    if not article.takes_comments:
        return _comment_page(request, article, None)
    if request.method != "POST":
        return _comment_page(request, article, CommentForm(article=article))
    return _take_comment(request, article, CommentForm(request.POST, article=article))


@page_of_article("comments")
def thanks(request: HttpRequest, article: Article) -> HttpResponse:
    """Say that the comment has come and what happens to it."""
    context = {**_frame(article), "is_sent": True}
    return render(request, "news/comment.html", context)


def _take_rating(request: HttpRequest, article: Article, visitor: str) -> HttpResponse:
    stars = whole_number(request.POST.get("sao", ""))
    visitor = visitor or ratings.opened(article, request.POST.get("seal", ""))
    if stars is None or stars not in ratings.STARS:
        fault = _("Choose from one to five stars, then send it.")
        return _rating_page(request, article, visitor, fault=fault)
    if not visitor:
        fault = _("This page was open for too long. Please send it once more.")
        return _rating_page(request, article, visitor, fault=fault)
    if not within_limits(*ratings.limits(article, address_of(request))):
        fault = _("Very many ratings have come from your network. Try again later.")
        return _rating_page(request, article, visitor, fault=fault, status=TOO_MUCH)
    ratings.rate(article=article, visitor=visitor, stars=stars)
    response = redirect("news:rating", article.unit.slug, article.pk)
    response.set_cookie(
        COOKIE,
        visitor,
        max_age=COOKIE_DAYS * 24 * 60 * 60,
        path=request.path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return response


def _rating_page(
    request: HttpRequest,
    article: Article,
    visitor: str,
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    own = ratings.stars_of(article, visitor) if visitor else 0
    context = {
        **_frame(article),
        "score": ratings.score_of(article),
        "own": own,
        "stars": ratings.STARS,
        "seal": ratings.sealed(article, visitor or ratings.new_visitor()),
        "fault": fault,
    }
    return render(request, "news/rating.html", context, status=status)


def _visitor(request: HttpRequest) -> str:
    """Who rated before from this browser; "" for nobody, or for a made-up cookie."""
    value = request.COOKIES.get(COOKIE, "")
    return value if VISITOR.fullmatch(value) else ""


def _take_comment(
    request: HttpRequest, article: Article, form: CommentForm
) -> HttpResponse:
    arrived = redirect("news:comment_thanks", article.unit.slug, article.pk)
    if form.is_from_program:
        return arrived  # a program learns nothing
    if not form.is_valid():
        return _comment_page(request, article, form)
    values: dict[str, Any] = {
        "article": article,
        "token": form.token,
        "name": form.cleaned_data["name"],
        "text": form.cleaned_data["text"],
    }
    if comments.is_known(**values):
        return arrived
    if not within_limits(*comments.limits(article, address_of(request))):
        form.add_error(None, _("Very much has come just now. Try again in a while."))
        return _comment_page(request, article, form, status=TOO_MUCH)
    comments.receive(**values)
    return arrived


def _comment_page(
    request: HttpRequest,
    article: Article,
    form: CommentForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {**_frame(article), "form": form}
    return render(request, "news/comment.html", context, status=status)


def _frame(article: Article) -> dict[str, Any]:
    if article.section:
        article.section.unit = article.unit  # the menu asks where the section lies
    frame = reading.frame(article.unit)
    return {**frame, "article": article, "section": article.section}
