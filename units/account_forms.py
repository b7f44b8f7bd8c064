"""Forms with which a person signs in, proves who they are, and changes that proof."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_otp.oath import totp
from two_factor.forms import AuthenticationTokenForm, TOTPDeviceForm

from .models import User
from .second_factor import kept_code

WRONG_CODE = _("This code is not valid, or was used already. Wait for the next one.")
WRONG_RECOVERY_CODE = _("This recovery code is not valid, or was used already.")


class SignInForm(AdminAuthenticationForm):
    """User name and password; a password given by somebody else does not last.

    A name longer than any account's is refused before it is looked for or recorded.
    """

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        longest = MaxLengthValidator(self.username_field.max_length or 150)
        self.fields["username"].validators.append(longest)

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        lasts = timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)
        given_at = user.password_given_at
        if given_at is not None and given_at + lasts <= timezone.now():
            raise ValidationError(
                _("This one-time password has expired. Ask for a new one."),
                code="expired",
            )


class CodeField(forms.CharField):
    """Six digits from the app on the phone, also with spaces between."""

    widget = forms.TextInput(
        attrs={
            "class": "field code",
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "autofocus": True,
            "maxlength": 9,
        }
    )

    def to_python(self, value: Any) -> str:
        digits = "".join((super().to_python(value) or "").split())
        if digits and not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
            raise ValidationError(_("The code has six digits."), code="digits")
        return digits


class RecoveryCodeField(forms.CharField):
    widget = forms.TextInput(
        attrs={
            "class": "field code",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
            "maxlength": 20,
        }
    )


class SecondStepForm(AuthenticationTokenForm):
    """What the two kinds of code have in common: the words of refusal."""

    use_required_attribute = True
    otp_error_messages = {
        **AuthenticationTokenForm.otp_error_messages,
        "invalid_token": WRONG_CODE,
        "token_required": _("Enter the code."),
        "device_required": WRONG_CODE,
        "verification_not_allowed": _("Wait a moment, then try again."),
        "n_failed_attempts": ngettext_lazy(
            "After %(failure_count)d wrong code, wait a moment and try again.",
            "After %(failure_count)d wrong codes, wait a moment and try again.",
            "failure_count",
        ),
    }


class CodeForm(SecondStepForm):
    otp_token = CodeField(label=_("Six-digit code"))


class RecoveryForm(SecondStepForm):
    otp_token = RecoveryCodeField(label=_("Recovery code"))
    otp_error_messages = {
        **SecondStepForm.otp_error_messages,
        "invalid_token": WRONG_RECOVERY_CODE,
        "device_required": WRONG_RECOVERY_CODE,
    }

    def clean_otp_token(self) -> str:
        return kept_code(self.cleaned_data["otp_token"], self.user)


class SetUpForm(TOTPDeviceForm):
    """The first code of a new app; it counts as used."""

    token = CodeField(label=_("Six-digit code"))
    error_messages = {"invalid_token": _("This code is not valid. Try the next one.")}

    def clean_token(self) -> int:
        self.cleaned_data["token"] = int(self.cleaned_data["token"])
        return super().clean_token()

    def save(self) -> Any:
        """Save the device, remembering which half minute the code was that of."""
        device = super().save()
        now = int(time.time()) // self.step
        early = {
            totp(self.bin_key, self.step, self.t0, self.digits, drift=offset): offset
            for offset in range(-self.tolerance, self.tolerance + 1)
        }
        device.last_t = now + early.get(self.cleaned_data["token"], 0)
        device.save(update_fields=["last_t"])
        return device


class NewPasswordForm(PasswordChangeForm):
    """One's own new password; it must be another one, and is nobody else's then."""

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("Choose another password than the old one."))
        return password

    def save(self, commit: bool = True) -> Any:
        self.user.password_given_at = None
        return super().save(commit)


class ConfirmForm(forms.Form):
    """One's own password again, throttled like signing in."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "field", "autocomplete": "current-password"}
        ),
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        username = self.request.user.get_username()
        found = authenticate(self.request, username=username, password=password)
        if not isinstance(found, User) or found.pk != self.request.user.pk:
            raise ValidationError(_("This password is not right."))
        return password
