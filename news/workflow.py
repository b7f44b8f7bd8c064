"""From a draft to the public, step by step, and who may take each step.

draft → submitted → approved (published at once, or at its time) → withdrawn;
returned with a remark in between. Where the unit's rules ask for two pairs of eyes,
nobody lets out a version that they saved themselves; where a writer is trusted,
writing and publishing are one step. What was approved stays public until its
successor is approved too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from units.scoping import scope_of

from . import notices, services
from .models import Article, ArticleRevision, ArticleStep, Newsroom

State = ArticleRevision.State
Action = ArticleStep.Action

# From which states of the newest version a step may be taken.
SUBMITTABLE = {State.DRAFT, State.RETURNED}
RETURNABLE = {State.SUBMITTED, State.APPROVED}


def may_edit(user: Any, article: Article) -> bool:
    return _holds(user, "change", article.unit_id)


def may_approve(user: Any, article: Article) -> bool:
    """Whether the user approves other people's articles in this unit."""
    return _holds(user, "approve", article.unit_id)


def may_release(user: Any, article: Article) -> bool:
    """Whether the user may let the newest version out, now or at its time."""
    if not Newsroom.needs_two(article.unit_id):
        return _holds(user, "publish", article.unit_id) or may_approve(user, article)
    working = article.working
    is_own = working is not None and working.made_by_id == user.pk
    return may_approve(user, article) and not is_own


def may_publish_alone(user: Any, unit_id: int) -> bool:
    """Whether what the user is about to save could go out with the same click."""
    return _holds(user, "publish", unit_id) and not Newsroom.needs_two(unit_id)


def may_withdraw(user: Any, article: Article) -> bool:
    """Taking down is no text of one's own: whoever lets out may take down."""
    if Newsroom.needs_two(article.unit_id):
        return may_approve(user, article)
    return _holds(user, "publish", article.unit_id) or may_approve(user, article)


@transaction.atomic
def submit(*, article: Article, by: Any) -> ArticleStep:
    """Send the newest version to those who approve."""
    _require(may_edit(by, article))
    working = _working(article, SUBMITTABLE, _("This version was already sent."))
    _move(working, State.SUBMITTED)
    step = services.note_step(article, Action.SUBMITTED, by=by)
    transaction.on_commit(lambda: notices.submitted(step), robust=True)
    return step


@transaction.atomic
def send_back(
    *, article: Article, by: Any, note: str, number: int | None = None
) -> ArticleStep:
    """Return the newest version to its writer; `note` says what to correct.

    `number` as in `release`.
    """
    _require(may_approve(by, article))
    fault = _("This version is not waiting.")
    working = _working(article, RETURNABLE, fault, number)
    if not note.strip():
        raise ValidationError({"note": _("Say what has to be corrected.")})
    _move(working, State.RETURNED)
    step = services.note_step(article, Action.RETURNED, by=by, note=note)
    transaction.on_commit(lambda: notices.decided(step), robust=True)
    return step


@transaction.atomic
def release(
    *,
    article: Article,
    by: Any,
    now: datetime | None = None,
    number: int | None = None,
) -> Article:
    """Approve the newest version: publish it, or let it wait for the time it names.

    `number` is the version that was looked at: a newer one is not approved unseen.
    """
    _require(may_release(by, article))
    now = now or timezone.now()
    fresh = {State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED}
    if article.status != "published":
        fresh.add(State.PUBLISHED)  # a withdrawn article may come back as it was
    fault = _("Readers already see this version.")
    working = _working(article, fresh, fault, number)
    was_submitted = working.state == State.SUBMITTED
    article.revisions.filter(state=State.APPROVED).exclude(pk=working.pk).update(
        state=State.DRAFT
    )
    if working.published_at is not None and working.published_at > now:
        _move(working, State.APPROVED)
        step = services.note_step(article, Action.SCHEDULED, by=by)
    else:
        if was_submitted:
            services.note_step(article, Action.APPROVED, by=by)
        step = services.publish(article=article, by=by, at=now)
    transaction.on_commit(lambda: notices.decided(step), robust=True)
    return article


@transaction.atomic
def withdraw(*, article: Article, by: Any, note: str = "") -> Article:
    """Take the article out of public sight, and every version that was to come."""
    _require(may_withdraw(by, article))
    article.revisions.filter(state=State.APPROVED).update(state=State.DRAFT)
    return services.withdraw(article=article, by=by, note=note)


@transaction.atomic
def restore(*, revision: ArticleRevision, by: Any) -> ArticleRevision:
    """Take up an earlier version again, as a new draft on top of all others."""
    article = revision.article
    _require(may_edit(by, article))
    content = services.content_of(revision)
    new = services.save_working_copy(article=article, content=content, by=by)
    services.note_step(
        article,
        Action.RESTORED,
        by=by,
        revision=new,
        note=_("Version %(number)s") % {"number": revision.number},
    )
    return new


def _holds(user: Any, action: str, unit_id: int) -> bool:
    return scope_of(user).holds(f"news.{action}_article", unit_id)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _working(
    article: Article,
    states: set[ArticleRevision.State],
    fault: str,
    number: int | None = None,
) -> ArticleRevision:
    """The newest version as it is now, locked, if it is in one of `states`."""
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    article.working = locked.working
    article.status = locked.status
    if article.working is None or article.working.section is None:
        raise ValidationError(_("There is nothing to publish yet."))
    if number is not None and article.working.number != number:
        text = _("A newer version was saved meanwhile. Read it before you decide.")
        raise ValidationError(text)
    if article.working.state not in states:
        raise ValidationError(fault)
    return article.working


def _move(revision: ArticleRevision, state: str) -> None:
    revision.state = state
    revision.save(update_fields=["state"])
