from django.urls import path

from traffic import views

app_name = "traffic"

urlpatterns = [
    path("dem/", views.beacon, name="beacon"),
    path("dem/<str:kind>/<int:object_id>.gif", views.pixel, name="pixel"),
]
