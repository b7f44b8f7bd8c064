"""Model and form fields for text that people type: composed, visible, and trimmed.

Whatever the way in (form, `save`, `bulk_create`, `update`, import), what reaches
the database is NFC without control, zero-width and bidi characters. A lookup of a
whole value is composed in the same way; for parts of words there is `fold`.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .vietnamese import clean_line, clean_text, strip_invisible

INVISIBLE = _("Write something that can be seen: this has only spaces or hidden signs.")


class _CleanedFormField(forms.CharField):
    """Form field that validates the cleaned text; the form still shows what was typed.

    Sets no `maxlength` on the input: browsers silently cut a longer paste, and count
    decomposed letters twice. The message with the numbers comes from the server.
    """

    default_error_messages = {"invisible": INVISIBLE}
    tidy: Callable[[str], str]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return self.empty_value
        text = type(self).tidy(str(value))
        if text in self.empty_values:
            if self.required:
                raise ValidationError(self.error_messages["invisible"], "invisible")
            return self.empty_value
        return text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class LineFormField(_CleanedFormField):
    """One line of clean text."""

    tidy = staticmethod(clean_line)


class PlainTextFormField(_CleanedFormField):
    """Several lines of clean text."""

    tidy = staticmethod(clean_text)
    widget = forms.Textarea


class _CleanedField(models.Field):
    """Model side of the cleaning; mixed into CharField and TextField."""

    tidy: Callable[[str], str]
    form_class: type[forms.Field]
    description = _("Clean text")

    def _tidy(self, value: Any) -> Any:
        return type(self).tidy(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        return self._tidy(super().to_python(value))

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        if value and not self.blank and self.to_python(value) == "":
            raise ValidationError(INVISIBLE, "invisible")
        return super().clean(value, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        """Compose a value for a lookup; its spaces may matter there."""
        value = super().get_prep_value(value)
        return strip_invisible(value) if isinstance(value, str) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean what any statement writes: insert, bulk insert, update."""
        return super().get_db_prep_save(self._tidy(value), connection)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean the attribute too, so that the instance shows what was stored."""
        value = self._tidy(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class LineField(_CleanedField, models.CharField):
    """A title, a name: one line, single spaces, visible unless `blank`."""

    tidy = staticmethod(clean_line)
    form_class = LineFormField


class PlainTextField(_CleanedField, models.TextField):
    """Plain text of several lines."""

    tidy = staticmethod(clean_text)
    form_class = PlainTextFormField
