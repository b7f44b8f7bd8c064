"""All addresses; those of a unit come last, because they begin with any word."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from units.account_forms import SignInForm

from . import health, home, media, search_page


def no_shortcut(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer for the admin's way to any row's page: it asks nobody whose row it is."""
    raise Http404


urlpatterns = [
    path("", home.portal_home, name="home"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("quan-tri/anh/", include("gallery.urls")),
    path("quan-tri/phien/", include("news.writing.urls")),
    path("quan-tri/", include("units.urls")),
    path("quan-tri/r/<path:rest>", no_shortcut),
    path("quan-tri/", admin.site.urls),
    path("media/<path:name>", media.media, name="media"),
    path("tim-kiem/", search_page.search_page, name="search"),
    path("", include("traffic.urls")),
    path("", include("meetings.urls")),
    path("", include("news.urls")),
    path("<slug:slug>/", home.unit_home, name="unit_home"),
]

admin.site.site_title = admin.site.site_header = admin.site.index_title = _("Desk")
admin.site.login_form = SignInForm
admin.site.enable_nav_sidebar = False
