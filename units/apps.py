from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = _("Units and accounts")

    def ready(self) -> None:
        """Begin to listen for what the audit log writes down."""
        from units import signals  # noqa: F401
