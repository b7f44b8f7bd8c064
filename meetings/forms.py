"""What a resident fills in: no account, no captcha, nothing asked that is not needed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from publishing import seals

from .models import ResidentWord
from .words import Sent

_FORM = "meetings.word"
FASTEST = 3  # seconds; no person reads and fills the form in less
SLOWEST = 12 * 60 * 60
SHORTEST_TEXT = 10
_CHOOSE = [("", _("Choose a field of life")), *ResidentWord.Field.choices]


def new_token() -> str:
    """A one-time token for a form, which also tells when the form was opened."""
    return seals.seal(_FORM)


class WordForm(forms.ModelForm):
    """`token` and `website` are for telling people from machines."""

    field = forms.ChoiceField(
        label=_("What is it about?"),
        choices=_CHOOSE,
        error_messages={"required": _("Choose what it is about.")},
    )
    consent = forms.BooleanField(
        label=_("I agree that the unit uses what I write here to look into it."),
        error_messages={"required": _("Without your consent we may not read it.")},
    )
    website = forms.CharField(required=False, label=_("Leave this empty"))
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ResidentWord
        fields = ["field", "text", "place", "name", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.required = True
        text.error_messages["required"] = _("Write what you want to say.")
        self._describe()
        self.nonce = ""

    def _describe(self) -> None:
        """What a browser and a screen reader need to know of each field."""
        labels = {
            "text": _("What do you want to say?"),
            "place": _("Where is it? (optional)"),
            "name": _("Your name (optional)"),
            "contact": _("Phone or e-mail (optional)"),
        }
        hints = {
            "text": _("At most 4,000 characters."),
            "place": _("A street, an alley, a residential group."),
            "contact": _("Only for answering you; never published."),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        for name, field in self.fields.items():
            field.help_text = hints.get(name, "")
            field.widget.attrs["class"] = "field"
        self.fields["text"].widget.attrs |= {"rows": 7}
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["contact"].widget.attrs["autocomplete"] = "tel"
        del self.fields["consent"].widget.attrs["class"]
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) < SHORTEST_TEXT:
            raise ValidationError(
                _("Please say a little more: 10 characters at least.")
            )
        return text

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"]
        if not contact or 8 <= len(re.sub(r"\D", "", contact)) <= 15:
            return contact
        try:
            validate_email(contact)
        except ValidationError as error:
            text = _("This is neither a phone number nor an e-mail address.")
            raise ValidationError(text) from error
        return contact

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("This field is a trap for machines: empty it."))
        return ""

    def clean_token(self) -> str:
        """Keep the token's random part; what is wrong with its time is said above all."""
        token: str = self.cleaned_data["token"]
        opening = seals.opening_of(_FORM, None, token, longest=SLOWEST)
        if opening is None:
            self.renew_token()
            self.add_error(
                None, _("The page was open for long. Please send once more.")
            )
            return ""
        self.nonce = opening.token
        if opening.age <= FASTEST:
            self.add_error(None, _("That was very fast. Please send once more."))
        return token

    def renew_token(self) -> None:
        """Let the form be sent again as a new one; what was typed stays."""
        data: Any = self.data
        data = data.copy()
        data["token"] = new_token()
        self.data = data

    def sent(self) -> Sent:
        """Return what was filled in, once it is valid."""
        names = ("field", "text", "place", "name", "contact")
        return Sent(**{name: self.cleaned_data[name] for name in names})


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        help_text=_("12 letters and figures, for example 7KQF-M3XD-92TB."),
        error_messages={"required": _("Type your code.")},
        widget=forms.TextInput(
            attrs={
                "class": "field",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
