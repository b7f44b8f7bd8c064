from django.urls import include, path

from . import campaign_page, open_data, record_pages, views

app_name = "meetings"

urlpatterns = [
    path("tong-hop/", include("meetings.review.urls")),
    path("du-lieu/", open_data.data_page, name="data"),
    path("du-lieu/hoi-nghi.csv", open_data.all_data, name="all_data"),
    path(
        "du-lieu/<int:pk>-<slug:slug>.csv",
        open_data.campaign_data,
        name="campaign_data",
    ),
    path("<slug:unit>/hoi-nghi/", record_pages.conferences, name="conferences"),
    path(
        "<slug:unit>/hoi-nghi/dot/<int:pk>/<slug:slug>/",
        campaign_page.campaign,
        name="campaign",
    ),
    path(
        "<slug:unit>/hoi-nghi/<int:pk>/",
        record_pages.conference,
        name="conference_by_number",
    ),
    path(
        "<slug:unit>/hoi-nghi/<int:pk>/so-lieu.csv",
        open_data.record_data,
        name="record_data",
    ),
    path(
        "<slug:unit>/hoi-nghi/<int:pk>/<slug:slug>/",
        record_pages.conference,
        name="conference",
    ),
    path("<slug:unit>/gop-y/", views.words, name="words"),
    path("<slug:unit>/gop-y/gui/", views.send, name="send"),
    path("<slug:unit>/gop-y/da-gui/", views.sent, name="sent"),
    path("<slug:unit>/gop-y/theo-doi/", views.follow, name="follow"),
]
