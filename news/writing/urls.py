from django.urls import path

from . import views

app_name = "writing"
urlpatterns = [
    path("", views.session, name="session"),
    path("da-dang-nhap/", views.signed_in, name="signed_in"),
    path("viet-tiep/", views.resume, name="resume"),
    path("bo-ban-giu/", views.discard, name="discard"),
    path("bai/<int:pk>/", views.sign_of_life, name="sign_of_life"),
]
