"""Says in a sentence where an article stands and what will happen to it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Article, ArticleRevision

State = ArticleRevision.State


def state(article: Article) -> str:
    """For lists: the public state, and that of a newer version if there is one."""
    working = article.working
    if working is None or working.is_published:
        return article.get_status_display()
    label = working.get_state_display()
    if not article.is_public:
        return label
    return _("%(state)s; newer version: %(newer)s") % {
        "state": article.get_status_display(),
        "newer": label.lower(),
    }


def outlook(article: Article) -> list[str]:
    """What will happen by itself, or would after approval; one sentence each."""
    now = timezone.now()
    working = article.working
    sentences = []
    if working and working.published_at and working.published_at > now:
        if working.state == State.APPROVED:
            sentences.append(_("Will be published at %(time)s."))
        elif not working.is_published:
            sentences.append(_("Once approved, will be published at %(time)s."))
        sentences = [one % {"time": moment(working.published_at)} for one in sentences]
    if article.is_public and article.expires_at:
        text = _("Will be withdrawn at %(time)s.")
        sentences.append(text % {"time": moment(article.expires_at)})
    return sentences


def moment(when: datetime) -> str:
    """Vietnam's time in words: 07:00 ngày 25/11/2026."""
    local = timezone.localtime(when)
    return _("%(time)s on %(day)s") % {
        "time": f"{local:%H:%M}",
        "day": f"{local:%d/%m/%Y}",
    }
