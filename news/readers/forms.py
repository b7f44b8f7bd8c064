"""The form of a comment: its faults are said where they are, and nothing is lost."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from publishing import seals
from publishing.fields import LineFormField, PlainTextFormField

from ..models import Article

SHORTEST = 10
QUICKEST = 3  # seconds from opening the form to sending it: a program is faster
LONGEST_OPEN = 24 * 60 * 60
_FORM = "news.readers.forms"
TOO_SOON = _("That was very quick. Wait a few seconds, then send it again.")
TOO_LATE = _("This page was open for too long. Please send it once more.")
REQUIRED = {"required": _("please write something here.")}


class CommentForm(forms.Form):
    """A name and a text; `seal` says which opening of the form it is.

    `website` is no question to people: who fills it in is a program.
    """

    name = LineFormField(
        min_length=2,
        max_length=60,
        error_messages={
            **REQUIRED,
            "min_length": _("please write at least %(limit_value)d characters."),
            "max_length": _("please write at most %(limit_value)d characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    text = PlainTextFormField(
        min_length=SHORTEST,
        max_length=2000,
        error_messages={
            **REQUIRED,
            "min_length": _("please write at least %(limit_value)d characters."),
            "max_length": _("please write at most %(limit_value)d characters."),
        },
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    website = forms.CharField(required=False)
    seal = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article
        self.token = uuid.uuid4()
        for name in ("name", "text"):
            attrs = self.fields[name].widget.attrs
            attrs.update({"class": "field", "id": f"bl-{name}", "required": True})
            if self.is_bound and name in self.errors:
                attrs["aria-describedby"] = f"loi-{name}"

    @property
    def is_from_program(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def fresh_seal(self) -> str:
        """The seal for the page that is shown now; one still good is kept."""
        is_good = self.is_bound and self.age is not None
        return self.data["seal"] if is_good else seal(self.article)

    @property
    def age(self) -> float | None:
        """Seconds since the form was opened; None where that is not known."""
        found = opened(self.article, self.data.get("seal", ""))
        return found.age if found else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = opened(self.article, self.data.get("seal", ""))
        if found is None:
            raise ValidationError(TOO_LATE, "too_late")
        self.token = uuid.UUID(found.token)
        if not self.errors and found.age < QUICKEST:
            raise ValidationError(TOO_SOON, "too_soon")
        return cleaned


def seal(article: Article) -> str:
    """Return the signed token of a form that is opened now."""
    return seals.seal(_FORM, article.pk)


def opened(article: Article, text: str) -> seals.Opening | None:
    """Return token and time of a seal; None for one too old, or of something else."""
    return seals.opening_of(_FORM, article.pk, text, longest=LONGEST_OPEN)
