from django.urls import path

from . import addresses, preview, views
from .readers import views as readers

app_name = "news"

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
    path("<slug:unit>/tin-tuc/", views.news_list, name="list"),
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
    path("<slug:unit>/tin-tuc/<slug:slug>/", views.section, name="section"),
]
