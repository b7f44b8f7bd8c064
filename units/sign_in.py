"""Signing in: user name and password, then, for who has set it up, a code.

Until the second step is done the session knows only whose password was right. Both
steps count into the same throttle; resetting a password leaves the second step.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME, load_backend, login
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from two_factor.utils import default_device

from . import audit, second_factor
from .account_forms import CodeForm, RecoveryForm, SignInForm
from .models import AuditAction, User
from .signals import SECOND_STEP

HALFWAY = "signing_in"  # in the session: whose password was right, and when


class BackToDesk(RedirectURLMixin):
    """Where a step leads afterwards: the page that was asked for, or the desk."""

    request: HttpRequest
    next_page = "admin:index"

    def with_next(self, name: str) -> str:
        """Address of another step, which leads to the same page afterwards."""
        wanted = self.get_redirect_url()
        query = f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if wanted else ""
        return reverse(name) + query


class SignIn(BackToDesk, LoginView):
    """The first step, and for most the only one."""

    template_name = "admin/login.html"
    authentication_form = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if second_factor.is_enrolled(user):
            self.request.session[HALFWAY] = {
                "user": user.pk,
                "backend": user.backend,
                "proof": user.get_session_auth_hash(),
                "at": int(time.time()),
            }
            return redirect(self.with_next("account:code"))
        login(self.request, user)
        if second_factor.is_demanded(user):
            second_factor.ask(user)
            return redirect(self.with_next("account:set_up"))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **admin.site.each_context(self.request),
            title=_("Sign in"),
            app_path=self.request.get_full_path(),
            username=self.request.user.get_username(),
            **kwargs,
        )


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SecondStep(BackToDesk, FormView):
    """A code for the account whose password was right a moment ago."""

    user: Any
    device: Any
    other_way: ClassVar[str]

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.user = halfway(request)
        if self.user is None:
            return redirect(self.with_next("admin:login"))
        if not AxesProxyHandler.is_allowed(request, self.credentials):
            return get_lockout_response(request, credentials=self.credentials)
        self.device = self.find_device()
        return super().dispatch(request, *args, **kwargs)

    @property
    def credentials(self) -> dict[str, str]:
        return {"username": self.user.get_username(), SECOND_STEP: "code"}

    def find_device(self) -> Any:
        """The device whose codes are taken; None refuses every code."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"user": self.user, "initial_device": self.device}
        return super().get_form_kwargs() | known

    def form_valid(self, form: Form) -> HttpResponse:
        self.request.session.pop(HALFWAY, None)
        login(self.request, self.user)  # django_otp notes the device in the session
        return redirect(self.get_success_url())

    def form_invalid(self, form: Form) -> HttpResponse:
        if "otp_token" not in form.errors:
            user_login_failed.send(
                __name__, credentials=self.credentials, request=self.request
            )
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **admin.site.each_context(self.request),
            next=self.get_redirect_url(),
            other_way=self.with_next(self.other_way),
            **kwargs,
        )


class CodeStep(SecondStep):
    template_name = "admin/account/code.html"
    form_class = CodeForm
    other_way = "account:recovery"

    def find_device(self) -> Any:
        return default_device(self.user)


class RecoveryStep(SecondStep):
    template_name = "admin/account/recovery.html"
    form_class = RecoveryForm
    other_way = "account:code"

    def find_device(self) -> Any:
        return self.user.staticdevice_set.filter(confirmed=True).first()

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        used = AuditAction.RECOVERY_CODE_USED
        audit.record_of_account(used, self.user, by=self.user)
        messages.warning(
            self.request,
            _("Recovery codes left: %(count)s. Make new ones on the page “Security”.")
            % {"count": second_factor.recovery_codes_left(self.user)},
        )
        return response


class SignOut(LogoutView):
    """The admin's own refuses who still owes something; leaving is open to all."""

    next_page = "admin:login"


def halfway(request: HttpRequest) -> User | None:
    """The account whose password was right in this session, for ten minutes.

    None also when it was disabled or given another password meanwhile.
    """
    found = request.session.get(HALFWAY)
    if not found or time.time() - found["at"] > settings.TWO_FACTOR_LOGIN_TIMEOUT:
        return None
    if found["backend"] not in settings.AUTHENTICATION_BACKENDS:
        return None
    user: Any = load_backend(found["backend"]).get_user(found["user"])
    if user is None or user.get_session_auth_hash() != found["proof"]:
        return None
    user.backend = found["backend"]
    return user
