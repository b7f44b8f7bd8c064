from django.urls import path

from . import views

app_name = "documents"

urlpatterns = [
    path("<slug:unit>/van-ban/", views.register, name="list"),
    path("<slug:unit>/van-ban/<int:pk>/", views.document, name="document_by_number"),
    path("<slug:unit>/van-ban/<int:pk>/<slug:slug>/", views.document, name="detail"),
]
