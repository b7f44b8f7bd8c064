"""Where pages report that they are being read. No cookie, no `Vary`, no database."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from publishing.numbers import whole_number
from traffic.counting import is_countable, record

LARGEST_BODY = 1000
ONE_PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00"
    b"\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


# Exempt: a token would need a cookie on every public page. Nothing is changed in the
# reader's name, and `readers.is_reader` refuses what another site's page sends.
@csrf_exempt
@require_POST
@cache_control(no_store=True)
def beacon(request: HttpRequest) -> HttpResponse:
    """Take `kind` and `id` as a form; 204, or 400 for what nothing here is called."""
    if not _is_small(request):
        return HttpResponseBadRequest()
    kind, number = request.POST.get("kind", ""), request.POST.get("id", "")
    object_id = whole_number(number) or 0
    if not is_countable(kind, object_id):
        return HttpResponseBadRequest()
    record(kind=kind, object_id=object_id, request=request)
    return HttpResponse(status=204)


def _is_small(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) <= LARGEST_BODY


@require_GET
@cache_control(no_store=True)
def pixel(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """Count a reader without JavaScript: a transparent picture of one point."""
    if not is_countable(kind, object_id):
        raise Http404
    record(kind=kind, object_id=object_id, request=request)
    return HttpResponse(ONE_PIXEL, content_type="image/gif")
