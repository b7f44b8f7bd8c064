"""Pages on which a person looks after their own password and second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from two_factor.views import QRGeneratorView, SetupView

from . import audit, second_factor
from .account_forms import ConfirmForm, NewPasswordForm, SetUpForm
from .models import AuditAction
from .sign_in import BackToDesk


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class OwnAccount(LoginRequiredMixin, BackToDesk):
    """A page about the account of who is signed in."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            *args, **admin.site.each_context(self.request), **kwargs
        )

    def record(self, action: AuditAction) -> None:
        user: Any = self.request.user
        audit.record_of_account(action, user, by=user)


class Security(OwnAccount, TemplateView):
    """What protects the account, and what can be done about it."""

    template_name = "admin/account/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        enrolled = second_factor.is_enrolled(user)
        return super().get_context_data(
            enrolled=enrolled,
            demanded=second_factor.is_demanded(user),
            codes_left=second_factor.recovery_codes_left(user) if enrolled else 0,
            **kwargs,
        )


class SetUp(OwnAccount, SetupView):
    """Scan, enter the first code, keep the recovery codes."""

    template_name = "admin/account/set_up.html"
    qrcode_url = "account:qr"
    form_list = (("generator", SetUpForm),)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if request.user.is_authenticated and second_factor.is_enrolled(request.user):
            return redirect("account:security")
        return super().dispatch(request, *args, **kwargs)

    def get_form_list(self) -> dict[str, type[Form]]:
        """Return the one step there is, with our form."""
        return super().get_form_list() | {"generator": SetUpForm}

    def get_success_url(self) -> str:
        return self.get_redirect_url() or self.get_default_redirect_url()

    def get_context_data(self, form: Form, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            form,
            next=self.get_redirect_url(),
            demanded=second_factor.is_demanded(user),
            overdue=bool(user.owes),
            deadline=second_factor.deadline(user),
            later=self.get_success_url(),
            **kwargs,
        )

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        super().done(form_list, **kwargs)
        self.record(AuditAction.SECOND_FACTOR_ADDED)
        return show_recovery_codes(self, self.get_success_url())


class QRCode(OwnAccount, QRGeneratorView):
    """The key of the set-up under way as a picture, drawn here."""


class NewRecoveryCodes(OwnAccount, FormView):
    template_name = "admin/account/new_codes.html"
    form_class = ConfirmForm

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and not second_factor.is_enrolled(user):
            return redirect("account:security")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: Form) -> HttpResponse:
        self.record(AuditAction.RECOVERY_CODES_MADE)
        return show_recovery_codes(self, reverse_lazy("account:security"))


class RemoveSecondFactor(NewRecoveryCodes):
    template_name = "admin/account/remove.html"

    def form_valid(self, form: Form) -> HttpResponse:
        user: Any = self.request.user
        second_factor.remove_devices(user)
        self.record(AuditAction.SECOND_FACTOR_REMOVED)
        messages.success(self.request, _("The second step is removed."))
        return redirect("account:security")


class ChangePassword(OwnAccount, FormView):
    """One's own password; this session stays, all others end."""

    template_name = "admin/account/change_password.html"
    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.save()
        update_session_auth_hash(self.request, user)
        self.record(AuditAction.PASSWORD_CHANGED)
        messages.success(self.request, _("Your password is changed."))
        return redirect(self.get_redirect_url() or "account:security")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            next=self.get_redirect_url(), forced=bool(user.password_given_at), **kwargs
        )


def show_recovery_codes(view: OwnAccount, onward: Any) -> HttpResponse:
    """Answer with ten new codes: this page is the only time they can be read."""
    user: Any = view.request.user
    context = {
        **admin.site.each_context(view.request),
        "codes": second_factor.new_recovery_codes(user),
        "onward": onward,
    }
    return render(view.request, "admin/account/codes.html", context)
