from django.apps import AppConfig


class CivicPortalConfig(AppConfig):
    name = "civicportal"
