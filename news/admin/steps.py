"""The steps of an article as buttons: a panel on its page, and what it posts to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import words, workflow
from ..models import Article, ArticleRevision


def step_context(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the panel of `_steps.html` shows to this user."""
    user = request.user
    working = article.working
    waits = working is not None and working.state == ArticleRevision.State.SUBMITTED
    planned = working is not None and working.state == ArticleRevision.State.APPROVED
    return {
        "outlook": words.outlook(article),
        "remark": request.session.pop(_remark_key(article), ""),
        "steps": article.steps.select_related("by", "revision"),
        "offers_approval": waits and workflow.may_release(user, article),
        "offers_return": (waits or planned) and workflow.may_approve(user, article),
        "offers_withdrawal": article.is_public and workflow.may_withdraw(user, article),
        "is_own_waiting": waits and not workflow.may_release(user, article),
    }


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the step named in the form; whoever may not gets 403, elsewhere 404."""
    article = get_object_or_404(Article.objects.viewable_by(request.user), pk=pk)
    if request.method == "GET":  # from signing in, where the session was over
        return HttpResponseRedirect(desk_path(article))
    note = request.POST.get("note", "")
    seen = request.POST.get("version", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    steps = {
        "approve": lambda: workflow.release(
            article=article, by=request.user, number=number
        ),
        "return": lambda: workflow.send_back(
            article=article, by=request.user, note=note, number=number
        ),
        "withdraw": lambda: workflow.withdraw(
            article=article, by=request.user, note=note
        ),
    }
    step = steps.get(request.POST.get("step", ""))
    try:
        if step is None:
            raise ValidationError(_("There is no such step."))
        step()
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        request.session[_remark_key(article)] = note[:1000]
    else:
        messages.success(request, told(article))
    return HttpResponseRedirect(desk_path(article))


def _remark_key(article: Article) -> str:
    """Where a remark waits whose step was refused, to be shown again."""
    return f"remark-{article.pk}"


def told(article: Article) -> str:
    """What has just happened to the article, in a sentence with a link if public."""
    article = Article.objects.select_related("unit", "working").get(pk=article.pk)
    step = article.steps.first()
    sentences = [str(step), *words.outlook(article)] if step else []
    text = " ".join(one if one.endswith(".") else f"{one}." for one in sentences)
    if not article.is_public:
        return text
    return format_html(
        '{} <a href="{}">{}</a>',
        text,
        article.get_absolute_url(),
        _("Read it on the portal"),
    )


def desk_path(article: Article) -> str:
    return reverse("admin:news_article_change", args=[article.pk])
