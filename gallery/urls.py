from django.urls import path

from . import views

app_name = "gallery"
urlpatterns = [
    path("tai-len/", views.upload, name="upload"),
    path("thu-vien/", views.library, name="library"),
]
