"""Pictures in, one a request and answered in JSON, and a look into the library.

What is sent is stored in private. `POST /quan-tri/anh/tai-len/` with `file` and `unit` answers
{"id", "token", "url", "thumb", "width", "height", "alt"}, or {"error": message} with
400, 403, 413 or 507. `unit` may be left out by whoever may add in one unit only.

With `?editor=1` it speaks as CKEditor expects: the file is `upload`, the answer
{"uploaded": 1, "fileName", "url"} or {"uploaded": 0, "error": {"message"}}; the latter
with status 200, because the editor shows its own words for any other.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from publishing.numbers import whole_number
from publishing.vietnamese import clean_line
from units.models import Unit
from units.scoping import permission_name, units_for

from .models import Photo
from .pipeline import too_large
from .services import store_photo

# What a form carries beside the file itself.
FORM_BYTES = 1024**2
LIBRARY_PAGE = 24
STATUS = {"too_large": 413, "no_permission": 403, "not_stored": 507}


@csrf_exempt
@never_cache
@require_POST
def upload(request: HttpRequest) -> HttpResponseBase:
    """Refuse a body beyond the limit before any of it is read.

    The check for forgery reads the body, so it comes after, on `_upload`.
    """
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > settings.PHOTO_MAX_BYTES + FORM_BYTES:
        return _refusal(request, too_large())
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponseBase:
    try:
        unit = _unit_of(request)
        file = _file_of(request)
        photo = store_photo(
            unit=unit, file=file, by=request.user, alt=request.POST.get("alt", "")
        )
    except ValidationError as error:
        return _refusal(request, error)
    return JsonResponse(
        _as_editor(photo, file) if _is_editor(request) else _as_json(photo)
    )


@never_cache
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """A page of a unit's pictures for the dialog of a form, as a piece of HTML.

    `unit`, `q` and `page` are in the address; 403 for a unit that is not one's own.
    """
    units = units_for(request.user, permission_name(Photo, "change"))
    unit = units.filter(pk=whole_number(request.GET.get("unit", "")) or 0).first()
    if unit is None:
        return HttpResponse(status=403)
    query = clean_line(request.GET.get("q", ""))[:100]
    photos = Photo.objects.filter(unit=unit).showable().matching(query)
    page = Paginator(photos, LIBRARY_PAGE).get_page(request.GET.get("page"))
    return render(request, "gallery/library.html", {"page": page, "query": query})


def _unit_of(request: HttpRequest) -> Unit:
    """The unit named in the form, if the user may add pictures in it."""
    units = units_for(request.user, permission_name(Photo, "add"))
    named = request.POST.get("unit", "")
    if not named:
        return _only(units[:2])
    unit = units.filter(pk=whole_number(named) or 0).first()
    if unit is None:
        raise ValidationError(
            _(
                "You may not add pictures in this unit. If you were away for long, sign in"
                " again."
            ),
            "no_permission",
        )
    return unit


def _only(units: Any) -> Unit:
    own = list(units)
    if len(own) == 1:
        return own[0]
    if own:
        raise ValidationError(_("Choose the unit first, then the picture."), "no_unit")
    raise ValidationError(
        _("You may not add pictures. If you were away for long, sign in again."),
        "no_permission",
    )


def _file_of(request: HttpRequest) -> UploadedFile:
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1:
        raise ValidationError(_("Send exactly one picture at a time."), "one_file")
    return files[0]


def _is_editor(request: HttpRequest) -> bool:
    return request.GET.get("editor") == "1"


def _as_json(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk,
        "token": photo.token,
        "url": photo.url(),
        "thumb": photo.thumb,
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt,
    }


def _as_editor(photo: Photo, file: UploadedFile) -> dict[str, Any]:
    return {"uploaded": 1, "fileName": file.name, "url": photo.url()}


def _refusal(request: HttpRequest, error: ValidationError) -> JsonResponse:
    message = " ".join(error.messages)
    if _is_editor(request):
        return JsonResponse({"uploaded": 0, "error": {"message": message}})
    code = getattr(error, "code", None) or ""
    return JsonResponse({"error": message}, status=STATUS.get(code, 400))
