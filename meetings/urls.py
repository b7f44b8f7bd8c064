from django.urls import path

from . import views

app_name = "meetings"

urlpatterns = [
    path("<slug:unit>/gop-y/", views.words, name="words"),
    path("<slug:unit>/gop-y/gui/", views.send, name="send"),
    path("<slug:unit>/gop-y/da-gui/", views.sent, name="sent"),
    path("<slug:unit>/gop-y/theo-doi/", views.follow, name="follow"),
]
