"""Comments of one article, beside its form: how many wait, and closing it for more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units.scoping import permission_name, scope_of

from ..models import Article, Comment
from ..readers import comments
from .steps import desk_path


def discussion_context(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the panel of `_discussion.html` shows; nothing before the first publication."""
    if article.published_at is None:
        return {}
    waiting = Count("pk", filter=Q(state=Comment.State.WAITING))
    published = Count("pk", filter=Q(state=Comment.State.PUBLISHED))
    numbers = article.comments.aggregate(waiting=waiting, published=published)
    may_close = _may_moderate(request.user, article)
    return {"discussion": {**numbers, "may_close": may_close}}


@require_http_methods(["GET", "POST"])
def set_discussion(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the article for comments, or open it; 403 for who may not, elsewhere 404."""
    article = get_object_or_404(Article.objects.viewable_by(request.user), pk=pk)
    if request.method == "POST":
        if not _may_moderate(request.user, article):
            raise PermissionDenied
        is_open = request.POST.get("open") == "1"
        comments.set_open(article=article, is_open=is_open)
        told = _("Comments are open.") if is_open else _("Comments are closed.")
        messages.success(request, told)
    return HttpResponseRedirect(desk_path(article))


def _may_moderate(user: Any, article: Article) -> bool:
    return scope_of(user).holds(permission_name(Comment, "change"), article.unit_id)
