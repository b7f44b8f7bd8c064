"""The page of search: `/tim-kiem/`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from news import reading
from publishing.highlights import marked, passage
from publishing.public_pages import public_page
from publishing.search_words import Question, question
from publishing.vietnamese import keep
from units.finding import called
from units.models import Unit

from . import search, search_near


@dataclass(frozen=True)
class Result:
    """What the page shows of one row; `title` and `passage` carry the marks."""

    row: Any
    template: str
    title: SafeString
    passage: SafeString


@public_page(*search.PARAMETERS)
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything public that holds the words, the ward first if one is named."""
    asked = search.read(request.GET)
    context: dict[str, Any] = reading.frame(asked.unit) if asked.unit else {}
    context |= {"text": asked.question.text, "faults": asked.faults, "here": ""}
    if asked.question.phrases:
        context |= _answer(asked)
    return render(request, "search/page.html", context)


def _answer(asked: search.Asked) -> dict[str, Any]:
    all_hits = search.hits(asked)
    page = search.found(asked, all_hits)
    shown_page = min(asked.page, page.pages)
    near = search_near.suggestion(asked) if not page.count else ""
    return {
        "searched": True,
        "heading": asked.question.text.strip('"“” '),
        "places": [] if shown_page > 1 or _unfiltered(asked) else _places(asked),
        "results": [_result(name, row, asked.question) for name, row in page.rows],
        "count": page.count,
        "is_more": page.is_more,
        "facets": search.facets(asked, all_hits),
        "page_number": shown_page,
        "pages": page.pages,
        "newer": asked.address(page=shown_page - 1) if shown_page > 1 else "",
        "older": asked.address(page=shown_page + 1) if shown_page < page.pages else "",
        "here": asked.address(page=shown_page),
        "near": near,
        "near_url": asked.address(question=question(near)) if near else "",
        "everywhere": asked.address(unit=None, section=None) if asked.unit else "",
        "unfiltered": _unfiltered(asked),
        "is_past_end": asked.page > page.pages,
    }


def _places(asked: search.Asked) -> list[Unit]:
    """Units called as the words say: whoever types a name may want the place itself."""
    return [unit for unit in called(asked.question.text) if unit != asked.unit]


def _unfiltered(asked: search.Asked) -> str:
    """The same search without what narrows it, but for the ward."""
    bare = replace(asked, kind="", section=None, year=None)
    return asked.address(kind="", section=None, year=None) if bare != asked else ""


def _result(name: str, row: Any, asked: Question) -> Result:
    title, *texts = search.SOURCES[name].texts_of(row)
    return Result(
        row,
        f"search/_{name}.html",
        marked(keep(title), asked),
        passage("\n".join(texts), asked),
    )
