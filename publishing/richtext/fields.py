"""Fields for rich text: cleaned on every way to the database, known as plain text."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.vietnamese import format_number

from .clean import clean_html, clean_keeping_pictures, length_without_pictures
from .editor import RichTextWidget

MAX_LENGTH = 500_000
# Word surrounds each word with markup that is thrown away.
MAX_PASTED_LENGTH = 4 * MAX_LENGTH
# Cleaning takes its time for each tag and paragraph, however short they are.
MAX_PIECES = 30_000
_PIECE = re.compile(r"<|\n[ \t\r]*\n")


def pieces_in(text: str) -> int:
    """Return how many tags, or what looks like one, and blank lines the text has."""
    return sum(1 for _found in _PIECE.finditer(text))


class RichTextFormField(forms.CharField):
    """The editor; gives clean HTML in which pasted pictures still stand.

    Store these with `clean_html(…, store_image=…)` once the whole form is right. The
    length is that of the text without pictures.
    """

    widget = RichTextWidget
    default_error_messages = {
        "too_long": _(
            "The text is too long: %(length)s characters, at most %(limit)s. "
            "Split it into several articles, or attach it as a file."
        ),
        "too_many_pieces": _(
            "The text has too much formatting: %(length)s tags and paragraphs, at most "
            "%(limit)s. Paste it as plain text, or attach it as a file."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        # The admin offers its own widget for every text field.
        if not isinstance(kwargs.get("widget"), RichTextWidget):
            kwargs["widget"] = self.widget
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        self._refuse_longer(length_without_pictures(text), MAX_PASTED_LENGTH)
        self._refuse_longer(pieces_in(text), MAX_PIECES, "too_many_pieces")
        cleaned = clean_keeping_pictures(text)
        self._refuse_longer(length_without_pictures(cleaned), MAX_LENGTH)
        return cleaned

    def _refuse_longer(self, length: int, limit: int, code: str = "too_long") -> None:
        if length > limit:
            raise ValidationError(
                self.error_messages[code],
                code,
                {"length": format_number(length), "limit": format_number(limit)},
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what would be stored: the editor lays out the same text anew."""
        if len(data or "") > MAX_PASTED_LENGTH or pieces_in(data or "") > MAX_PIECES:
            return True
        return clean_keeping_pictures(data or "") != clean_html(initial or "")


class RichTextField(models.TextField):
    """HTML of a body. To migrations it is a TextField, whatever editor serves it."""

    description = _("Rich text")

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean what any statement writes: insert, bulk insert, update."""
        if isinstance(value, str):
            value = clean_html(value)
        return super().get_db_prep_save(value, connection)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean the attribute too, so that the instance shows what was stored."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_html(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": RichTextFormField, **kwargs})
