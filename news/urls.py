from django.urls import path, register_converter

from . import addresses, albums, feeds, lists, preview, views
from .readers import views as readers

app_name = "news"

register_converter(feeds.FeedForm, "feed")

urlpatterns = [
    path("xem-truoc/<str:token>/", preview.shared_preview, name="preview"),
    path(
        "xem-truoc/<str:token>/anh/<str:key>/<str:name>",
        preview.shared_picture,
        name="preview_picture",
    ),
    path(
        "xem-truoc/<str:token>/tep/<str:key>/<str:name>",
        preview.shared_file,
        name="preview_file",
    ),
    path("<feed:form>.xml", feeds.portal_feed, name="portal_feed"),
    path("<slug:unit>/<feed:form>.xml", feeds.unit_feed, name="unit_feed"),
    path(
        "<slug:unit>/tin-tuc/<slug:slug>/<feed:form>.xml",
        feeds.section_feed,
        name="section_feed",
    ),
    path("tin-tuc/", lists.portal_list, name="portal_list"),
    path("<slug:unit>/luu-tru/", lists.archive, name="archive"),
    path("<slug:unit>/luu-tru/<int:year>/<int:month>/", lists.month, name="month"),
    path("<slug:unit>/chu-de/", lists.tags, name="tags"),
    path("<slug:unit>/chu-de/<slug:slug>/", lists.tag, name="tag"),
    path("<slug:unit>/anh/", albums.album_list, name="albums"),
    path("<slug:unit>/anh/<int:pk>/", albums.album, name="album"),
    path("<slug:unit>/tin-tuc/", lists.news_list, name="list"),
    path("<slug:unit>/tin-tuc/<int:pk>/", views.article, name="article_by_number"),
    path(
        f"<slug:unit>/tin-tuc/<int:pk>/{addresses.RATING}/",
        readers.rating,
        name="rating",
    ),
    path(
        f"<slug:unit>/tin-tuc/<int:pk>/{addresses.COMMENTS}/",
        readers.commenting,
        name="comment",
    ),
    path(
        f"<slug:unit>/tin-tuc/<int:pk>/{addresses.COMMENTS}/cam-on/",
        readers.thanks,
        name="comment_thanks",
    ),
    path("<slug:unit>/tin-tuc/<int:pk>/<slug:slug>/", views.article, name="article"),
    path("<slug:unit>/tin-tuc/<slug:slug>/", lists.section, name="section"),
]
