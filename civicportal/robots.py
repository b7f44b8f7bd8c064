"""What robots may read: everything made for the public, and nothing of a demonstration.

The desk, previews and the counter are no pages. What a reader asks for (a search, a
form) has countless addresses and nothing that does not stand elsewhere. In a
demonstration everything is made up, under the names of real wards: a search engine
would offer it to their residents as fact.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from publishing.public_pages import full_address, public_page

CLOSED = (
    *settings.STAFF_PATHS,
    "/xem-truoc/",
    "/dem/",
    "/tim-kiem/",
    "/*/gop-y/gui/",
    "/*/gop-y/da-gui/",
    "/*/gop-y/theo-doi/",
    "/*/danh-gia/",
    "/*/binh-luan/",
)


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    """Answer as plain text; without the site map where there is nothing to find."""
    lines = ["User-agent: *"]
    if settings.DEMO_NOTICE:
        lines.append("Disallow: /")
    else:
        lines += [f"Disallow: {path}" for path in CLOSED]
        lines += ["", f"Sitemap: {full_address(reverse('sitemap'))}"]
    return HttpResponse(
        "\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"
    )
