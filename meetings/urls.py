from django.urls import include, path

from . import (
    campaign_page,
    open_data,
    programme_data,
    programme_pages,
    record_pages,
    views,
)

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
    path(
        "du-lieu/chuong-trinh-phoi-hop.csv",
        programme_data.all_programmes,
        name="all_programmes",
    ),
    path(
        "<slug:unit>/chuong-trinh-phoi-hop/",
        programme_pages.programmes,
        name="programmes",
    ),
    path(
        "<slug:unit>/chuong-trinh-phoi-hop/so-lieu.csv",
        programme_data.programmes_of_unit,
        name="programme_data",
    ),
    path(
        "<slug:unit>/chuong-trinh-phoi-hop/<int:pk>/",
        programme_pages.programme,
        name="programme_by_number",
    ),
    path(
        "<slug:unit>/chuong-trinh-phoi-hop/<int:pk>/<slug:slug>/",
        programme_pages.programme,
        name="programme",
    ),
    path(
        "<slug:unit>/chuong-trinh-phoi-hop/co-quan/<int:pk>/<slug:slug>/",
        programme_pages.programmes_of_body,
        name="programmes_of_body",
    ),
    path("<slug:unit>/gop-y/", views.words, name="words"),
    path("<slug:unit>/gop-y/gui/", views.send, name="send"),
    path("<slug:unit>/gop-y/da-gui/", views.sent, name="sent"),
    path("<slug:unit>/gop-y/theo-doi/", views.follow, name="follow"),
]
