from django.urls import path, register_converter

from . import feeds, preview, views

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
    path("<slug:unit>/tin-tuc/", views.news_list, name="list"),
    path("<slug:unit>/tin-tuc/<int:pk>/", views.article, name="article_by_number"),
    path("<slug:unit>/tin-tuc/<int:pk>/<slug:slug>/", views.article, name="article"),
    path("<slug:unit>/tin-tuc/<slug:slug>/", views.section, name="section"),
]
