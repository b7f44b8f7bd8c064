from django.urls import path

from . import directory

app_name = "directory"

urlpatterns = [
    path("", directory.finder, name="finder"),
    path("goi-y/", directory.suggestions, name="suggestions"),
    path("truoc/", directory.former, name="former"),
    path("truoc/<slug:slug>/", directory.former_unit, name="former_unit"),
    path("nay/<slug:slug>/", directory.province, name="province"),
]
