from django.apps import AppConfig


class CivicPortalConfig(AppConfig):
    name = "civicportal"

    def ready(self) -> None:
        """Register the system checks."""
        from civicportal import checks  # noqa: F401
