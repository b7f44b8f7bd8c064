"""All addresses; those of a unit come last, because they begin with any word."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from units.account_forms import SignInForm

from . import (
    errors,
    health,
    home,
    media,
    robots,
    search_page,
    site_map,
    site_statistics,
    sitemaps,
)


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
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-trang.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-tin-moi.xml", sitemaps.recent_news, name="sitemap_news"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemaps.chunk, name="sitemap_chunk"),
    path("thong-ke/", site_statistics.portal_statistics, name="statistics"),
    path("so-do/", site_map.site_map, name="site_map"),
    path("don-vi/", include("units.directory_urls")),
    path("tim-kiem/", search_page.search_page, name="search"),
    path("", include("traffic.urls")),
    path("", include("meetings.urls")),
    path("", include("documents.urls")),
    path("", include("news.urls")),
    path(
        "<slug:unit>/thong-ke/", site_statistics.unit_statistics, name="unit_statistics"
    ),
    path("<slug:slug>/", home.unit_home, name="unit_home"),
]

handler404 = errors.page_not_found
handler500 = errors.server_error

admin.site.site_title = admin.site.site_header = admin.site.index_title = _("Desk")
admin.site.login_form = SignInForm
admin.site.enable_nav_sidebar = False
