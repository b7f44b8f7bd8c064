"""An article from a record, and a record from an article, on the evening itself."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.models import Article
from news.services import Content, begin_article
from publishing.richtext import plain_text
from publishing.vietnamese import clean_line, format_date, format_percent
from units.scoping import scope_of

from .figures import figures_of, written
from .kinds import CountedIn, Measure
from .models import Conference

_DAY = re.compile(r"\bngày (\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?\b", re.IGNORECASE)
_COUNTED = (CountedIn.DELEGATE, CountedIn.HOUSEHOLD, CountedIn.VOTER, CountedIn.PERSON)


@transaction.atomic
def begin_article_of(*, conference: Conference, by: Any) -> Article:
    """Start a draft that tells of the meeting, and tie it to the record.

    Raises PermissionDenied for who may not write articles in the unit, and
    ValidationError for a unit that has ended.
    """
    if not scope_of(by).holds("news.add_article", conference.unit_id):
        raise PermissionDenied
    content = Content(
        section=None, title=conference.full_title[:200], summary=summary_of(conference)
    )
    article = begin_article(unit=conference.unit, content=content, by=by)
    conference.articles.add(article)
    return article


def summary_of(conference: Conference) -> str:
    """A first sentence or two of what the record knows: day, place, figures."""
    return " ".join(filter(None, [_when_and_where(conference), _figures(conference)]))


def _when_and_where(conference: Conference) -> str:
    words = {
        "title": conference.full_title,
        "day": format_date(conference.held_on) if conference.held_on else "",
        "place": conference.place,
    }
    if conference.held_on and conference.place:
        return _("%(title)s was held on %(day)s at %(place)s.") % words
    if conference.held_on:
        return _("%(title)s was held on %(day)s.") % words
    return f"{conference.full_title}."


def _figures(conference: Conference) -> str:
    """The known figures as one sentence; "" without any."""
    figures = figures_of(conference)
    told = [_came(figures, counted) for counted in _COUNTED]
    opinions = figures.get((Measure.OPINIONS, CountedIn.OPINION))
    if opinions:
        told.append(_("%(count)s opinions were given") % {"count": written(opinions)})
    share = figures.get((Measure.VOTE_SHARE, CountedIn.PERCENT))
    if share is not None:
        told.append(_("%(share)s%% voted in favour") % {"share": written(share)})
    text = "; ".join(filter(None, told))
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _came(figures: Any, counted: CountedIn) -> str:
    attended = figures.get((Measure.ATTENDED, counted))
    invited = figures.get((Measure.INVITED, counted))
    if attended is None:
        return ""
    words = {"attended": written(attended), "counted": counted.label}
    if not invited:
        return _("%(attended)s %(counted)s attended") % words
    words |= {
        "invited": written(invited),
        "percent": format_percent(attended, invited),
    }
    return _("%(attended)s/%(invited)s %(counted)s attended (%(percent)s)") % words


def day_told(article: Article) -> datetime.date | None:
    """The day that the article tells of: the first written one, else its own.

    A day without a year is of the article's year; one after the article is not meant.
    """
    source: Any = article.working or article
    moment = source.published_at or article.published_at or article.created_at
    own = timezone.localdate(moment)
    text = clean_line(f"{source.title} {source.summary} {plain_text(source.body)}")
    for day, month, year in _DAY.findall(text[:5000]):
        try:
            found = datetime.date(int(year or own.year), int(month), int(day))
        except ValueError:
            continue
        if found <= own and own.year - found.year <= 1:
            return found
    return own
