"""The panel of advice on the article's form, and its offer to convert old text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from units.scoped_admin import UnitOwnedAdmin

from .. import services
from ..checks import Advice, advise, encodings
from ..models import Article

CONVERT = "_to_unicode"  # the name of the button
LABELS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
    "pictures": gettext_lazy("Pictures"),
    "attachments": gettext_lazy("Attachments"),
}


@dataclass(frozen=True)
class Row:
    """One advice as the panel shows it."""

    advice: Advice

    @property
    def label(self) -> Any:
        return LABELS[self.advice.field]

    @property
    def anchor(self) -> str:
        """The field's element that is seen, with the editor and without."""
        suffix = "-editor" if self.advice.field == "body" else ""
        return f"id_{self.advice.field}{suffix}"


class AdvisingAdmin(UnitOwnedAdmin):
    """Expects `article` in the context of the form; adds `advice`."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = extra_context or {}
        if article := context.get("article"):
            # Not worked out while saving, when nothing is shown.
            context |= {"advice": SimpleLazyObject(lambda: _rows(article))}
        return super().changeform_view(request, object_id, form_url, context)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if CONVERT in request.POST:
            return self._convert(request, obj)
        return super().response_change(request, obj)

    def _convert(self, request: HttpRequest, article: Article) -> HttpResponse:
        """The form was saved just now; a further version holds the converted text."""
        content = encodings.in_unicode(services.current_content(article))
        try:
            if content is not None:
                services.save_working_copy(
                    article=article, content=content, by=request.user
                )
                text = _("Converted to Unicode. Please read the text once more.")
                self.message_user(request, text, messages.SUCCESS)
        except ValidationError as fault:
            self.message_user(request, " ".join(fault.messages), messages.ERROR)
        return HttpResponseRedirect(
            reverse("admin:news_article_change", args=[article.pk])
        )


def _rows(article: Article) -> list[Row]:
    content = services.current_content(article)
    return [Row(one) for one in advise(content, unit=article.unit, article=article)]
