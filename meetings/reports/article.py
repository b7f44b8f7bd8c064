"""An article on a campaign, begun from what was sent up: always a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from news.models import Article
from news.services import Content, begin_article
from units.models import Unit
from units.scoping import scope_of

from ..models import Campaign
from . import sentences
from .summary import Summary, read
from .word import subject


@transaction.atomic
def draft_article(
    campaign: Campaign,
    by: Any,
    *,
    unit: Unit | None = None,
    about: Unit | None = None,
) -> Article:
    """Begin a draft in the news of the unit that reviews; nobody but a person publishes.

    `unit` is the campaign's own, or who cares for it after its end, unless given; what
    is told is what lies below `about`, by default below the campaign's unit.
    Raises PermissionDenied for who may not write articles there, ValidationError while
    nothing was sent up.
    """
    unit = unit or reviewing_unit(campaign)
    if not scope_of(by).holds("news.add_article", unit.pk):
        raise PermissionDenied
    with translation.override("vi"):
        summary = read(campaign, about or campaign.unit)
        content = _content(summary)
    if not _is_known(summary):
        text = _("Nothing was sent up yet that an article could tell of.")
        raise ValidationError(text)
    return begin_article(unit=unit, content=content, by=by)


def reviewing_unit(campaign: Campaign) -> Unit:
    """The campaign's unit; who cares for it, where it has ended."""
    return in_whose_name(campaign.unit)


def in_whose_name(unit: Unit) -> Unit:
    """Who writes of what the unit did: whoever cares for it after its end."""
    return unit.custodian if unit.is_ended() and unit.custodian else unit


def _is_known(summary: Summary) -> bool:
    levels = (summary.groups, summary.communes)
    return any(level.whole and level.whole.units_sent for level in levels)


def _content(summary: Summary) -> Content:
    about = subject(summary)
    told = list(_told(summary))
    return Content(
        section=None,
        title=f"Kết quả {about}"[:200],
        summary=" ".join(told[0][1][:3]),
        body="".join(
            f"<h2>{escape(title)}</h2>{''.join(f'<p>{escape(one)}</p>' for one in lines)}"
            for title, lines in told
            if lines
        ),
    )


def _told(summary: Summary) -> Iterator[tuple[str, list[str]]]:
    """The parts of the article. Who is late is the desk's matter, and not told."""
    groups, communes = summary.group_word, summary.commune_word
    yield f"Hội nghị cấp {groups}", list(sentences.of_groups(summary))
    yield f"Hội nghị cấp {communes}", list(sentences.of_communes(summary))
    if summary.opinions.count:
        yield "Ý kiến của Nhân dân", list(sentences.by_field(summary.opinions))
    yield "Ghi chú về số liệu", summary.notes
