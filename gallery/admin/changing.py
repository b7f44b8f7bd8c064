"""The two pages that change a photograph wherever it is shown; see `gallery.changes`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.scoping import permission_name, scope_of

from .. import changes, showing
from ..models import Photo

TITLES = {
    "replace": _("Replace the picture"),
    "remove": _("Remove at the request of a person in it"),
}


class ReplaceForm(forms.Form):
    file = forms.FileField(
        label=_("The better file"),
        help_text=_("JPEG, PNG, WebP or HEIC from a phone, up to 20 MB each."),
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
    )


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label=_("Who asked for it, and why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept in the log; readers do not see it."),
    )
    sure = forms.BooleanField(
        label=_("I understand that this picture cannot be brought back")
    )


def may_replace(user: Any, photo: Photo) -> bool:
    """Where readers see it, only those whose word is enough for that."""
    return _holds(user, "change", photo) and showing.may_alter(user, photo)


def may_remove(user: Any, photo: Photo) -> bool:
    return _holds(user, "delete", photo)


def _holds(user: Any, action: str, photo: Photo) -> bool:
    return scope_of(user).holds(permission_name(Photo, action), photo.unit_id)


def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a better file for a photograph."""
    photo = _photo(request, pk, may_replace)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            changes.replace_photo(photo=photo, file=file, by=request.user)
        except ValidationError as fault:
            form.add_error("file", fault.messages)
        else:
            text = gettext("The picture was replaced wherever it is shown.")
            messages.success(request, text)
            return redirect("admin:gallery_photo_change", photo.pk)
    return _page(request, "replace", photo, form)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a photograph at the request of a person in it, after confirmation."""
    photo = _photo(request, pk, may_remove)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            changes.remove_photo(photo=photo, by=request.user, reason=reason)
        except ValidationError as fault:
            form.add_error(None, fault.messages)
        else:
            _tell_removed(request, photo)
            return redirect("admin:gallery_photo_changelist")
    return _page(request, "remove", photo, form)


def _tell_removed(request: HttpRequest, photo: Photo) -> None:
    """The rows are gone; say plainly if a store kept a file."""
    if left := changes.files_left(photo):
        text = gettext(
            "The picture was taken out everywhere, but these files could not be"
            " deleted; tell the portal's administrator: %(files)s"
        )
        messages.error(request, text % {"files": ", ".join(left)})
        return
    text = gettext("The picture and all its sizes were removed everywhere.")
    messages.success(request, text)


def _photo(request: HttpRequest, pk: int, may: Any) -> Photo:
    """Find it among those the user sees, 404 otherwise; 403 without the right."""
    photos = Photo.objects.showable().viewable_by(request.user).select_related("unit")
    photo = get_object_or_404(photos, pk=pk)
    if not may(request.user, photo):
        raise PermissionDenied
    return photo


def _page(
    request: HttpRequest, name: str, photo: Photo, form: forms.Form
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": TITLES[name],
        "photo": photo,
        "form": form,
        "places": showing.places([photo])[photo.pk],
        "opts": Photo._meta,
    }
    return render(request, f"admin/gallery/photo/{name}.html", context)
