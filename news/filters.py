"""Narrowing a list of news: by section, by days, to what has a picture."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from publishing.days import midnight
from publishing.list_filters import ListFilter

from .models import Article, Section
from .models.content import EARLIEST
from .querysets import ArticleQuerySet

PARAMETERS = ("muc", "tu", "den", "anh")
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
LAST_YEAR = 2200
NO_DAY = _("This is no day. Write it like 21/11/2026.")


class NewsFilterForm(forms.Form):
    """Says at the field what cannot be looked for."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("tu", "den"):
            day = cleaned.get(name)
            if day and not EARLIEST.year <= day.year <= LAST_YEAR:
                self.add_error(name, ValidationError(_("Check the year.")))
        first, last = cleaned.get("tu"), cleaned.get("den")
        if first and last and last < first:
            self.add_error("den", ValidationError(_("This day is before the first.")))
        return cleaned


class DayFilter(django_filters.DateFilter):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=DAY_FORMATS,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": NO_DAY},
            **options,
        )


class NewsFilter(ListFilter):
    """The filter of one list; `sections` are offered where there is a choice.

    Days are days of the portal's time zone, both included.
    """

    muc = django_filters.ChoiceFilter(
        field_name="section__slug",
        label=_("Section"),
        empty_label=_("All sections"),
        error_messages={"invalid_choice": _("There is no such section.")},
    )
    tu = DayFilter(method="since", label=_("From day"))
    den = DayFilter(method="until", label=_("To day"))
    anh = django_filters.BooleanFilter(
        method="pictured", label=_("With pictures only"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Article
        fields: tuple[str, ...] = ()
        form = NewsFilterForm

    def __init__(
        self,
        query: QueryDict,
        articles: ArticleQuerySet,
        sections: Iterable[Section] = (),
    ) -> None:
        super().__init__(query, articles)
        choices = [(one.slug, one.name) for one in sections if one.is_news]
        if len(choices) > 1:
            self.filters["muc"].extra["choices"] = choices
        else:
            del self.filters["muc"]
        self.dress()

    def dress(self) -> None:
        """What was typed stays to be seen: a field for days would hide what is none."""
        super().dress()
        for name in self.form.fields.keys() & self.form.errors.keys():
            widget: Any = self.form.fields[name].widget
            widget.input_type = "text"
            widget.attrs.pop("type", None)

    def since(self, articles: ArticleQuerySet, _name: str, day: date) -> Any:
        return articles.filter(published_at__gte=midnight(day))

    def until(self, articles: ArticleQuerySet, _name: str, day: date) -> Any:
        return articles.filter(published_at__lt=midnight(day + timedelta(days=1)))

    def pictured(self, articles: ArticleQuerySet, _name: str, wanted: bool) -> Any:
        return articles.filter(cover__isnull=False) if wanted else articles
