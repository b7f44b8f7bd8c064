"""Addresses below /tong-hop/; their names are among those of `meetings`."""

from django.urls import path

from . import actions, campaign, deciding, opinions, start

urlpatterns = [
    path("", start.start, name="review_desk"),
    path("ca-nuoc/<int:year>/<slug:kind>/", start.country, name="review_country"),
    path("ho-so/<int:pk>/", deciding.review_record, name="review_record"),
    path("<int:pk>/", campaign.campaign_page, name="review_campaign"),
    path("<int:pk>/nhac/", actions.send_reminders, name="review_remind"),
    path("<int:pk>/bao-cao.docx", actions.report, name="review_report"),
    path("<int:pk>/so-lieu.xlsx", actions.workbook, name="review_workbook"),
    path("<int:pk>/so-lieu.csv", actions.table, name="review_table"),
    path("<int:pk>/soan-tin/", actions.begin_article, name="review_article"),
    path("<int:pk>/y-kien/", opinions.opinions, name="review_opinions"),
    path(
        "<int:pk>/y-kien.<str:ending>", opinions.export, name="review_opinions_export"
    ),
]
