"""Buttons on the page of an account: new password, lost phone, end of all roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units import people, second_factor
from units.models import User
from units.scoped_admin import PortalModelAdmin


class AccountActions(PortalModelAdmin):
    """An admin of accounts with these buttons, for those `units.people` allows."""

    change_form_template = "admin/units/account/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the buttons before those of Django."""
        pages: list[tuple[str, str, Callable[..., HttpResponse]]] = [
            ("mat-khau-moi", "reset_password", self.reset_password_view),
            ("go-xac-thuc", "remove_second_factor", self.remove_second_factor_view),
            ("thoi-viec", "end_roles", self.end_roles_view),
        ]
        own = [
            path(
                f"<path:object_id>/{word}/",
                self.admin_site.admin_view(view),
                name=self.page_name(name),
            )
            for word, name, view in pages
        ]
        return own + super().get_urls()

    def page_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        user = kwargs.get("obj")
        if user is not None and people.may_manage(request.user, user):
            context["account_actions"] = self._actions(user)
        return super().render_change_form(request, context, *args, **kwargs)

    def _actions(self, user: User) -> list[tuple[str, str]]:
        """Address and words of each button that makes sense for the account."""
        labels = {"reset_password": _("Give a new password")}
        if second_factor.is_enrolled(user):
            labels["remove_second_factor"] = _("Remove the second step")
        labels["end_roles"] = _("End all roles")
        return [
            (reverse(f"admin:{self.page_name(name)}", args=[user.pk]), label)
            for name, label in labels.items()
        ]

    @method_decorator(require_http_methods(["GET", "POST"]))
    def reset_password_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = self._manageable(request, object_id)
        if request.method == "POST":
            password = people.reset_password(user=user, by=request.user)
            return self.show_password(request, user, password)
        return self._confirm(
            request,
            user,
            title=_("Give a new password"),
            explanation=_(
                "The present password stops working and the person is signed out "
                "everywhere. The new one is shown to you once; the person must choose "
                "another at the next sign-in. The second step stays as it is."
            ),
        )

    @method_decorator(require_http_methods(["GET", "POST"]))
    def remove_second_factor_view(
        self, request: HttpRequest, object_id: str
    ) -> HttpResponse:
        user = self._manageable(request, object_id)
        if request.method == "POST":
            people.remove_second_factor(user=user, by=request.user)
            return self._back(request, user, _("The second step is removed."))
        return self._confirm(
            request,
            user,
            title=_("Remove the second step"),
            explanation=_(
                "For somebody who has lost both phone and recovery codes. Make sure "
                "that it is really this person who asks. Until a new phone is set up, "
                "only the password protects the account."
            ),
        )

    @method_decorator(require_http_methods(["GET", "POST"]))
    def end_roles_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = self._manageable(request, object_id)
        if request.method == "POST":
            people.end_roles(user=user, by=request.user)
            return self._back(request, user, _("All roles are ended."))
        return self._confirm(
            request,
            user,
            title=_("End all roles"),
            explanation=_(
                "From now on the person can no longer sign in to work here. What they "
                "wrote stays, and the roles can be given again."
            ),
        )

    def show_password(
        self, request: HttpRequest, user: User, password: str
    ) -> HttpResponse:
        """Show a new password; it is stored nowhere, so this is the only time."""
        return self._page(request, user, "password", password=password)

    def _manageable(self, request: HttpRequest, object_id: str) -> Any:
        """The account; Http404 for one not in sight, PermissionDenied out of reach."""
        user = self.get_object(request, unquote(object_id))
        if user is None or not self.has_view_permission(request, user):
            raise Http404
        if not people.may_manage(request.user, user):
            raise PermissionDenied
        return user

    def _confirm(self, request: HttpRequest, user: User, **said: str) -> HttpResponse:
        return self._page(request, user, "confirm", **said)

    def _page(
        self, request: HttpRequest, user: User, name: str, **said: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "person": user,
            "back": self._address(request, user),
            **said,
        }
        return TemplateResponse(request, f"admin/units/account/{name}.html", context)

    def _back(self, request: HttpRequest, user: User, message: str) -> HttpResponse:
        messages.success(request, message)
        return HttpResponseRedirect(self._address(request, user))

    def _address(self, request: HttpRequest, user: User) -> str:
        return reverse(f"admin:{self.page_name('change')}", args=[user.pk])
