from django.urls import path

from . import views

app_name = "news"

urlpatterns = [
    path("<slug:unit>/tin-tuc/", views.news_list, name="list"),
    path("<slug:unit>/tin-tuc/<int:pk>/", views.article, name="article_by_number"),
    path("<slug:unit>/tin-tuc/<int:pk>/<slug:slug>/", views.article, name="article"),
    path("<slug:unit>/tin-tuc/<slug:slug>/", views.section, name="section"),
]
