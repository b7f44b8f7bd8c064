"""Sign-ins and failed ones: as their package shows them, on pages like all others."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin

from units.scoped_admin import PortalModelAdmin

admin.site.unregister([AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(AccessAttempt)
class AttemptAdmin(PortalModelAdmin, AccessAttemptAdmin):
    """What failed lately; a row removed here opens its lock."""


@admin.register(AccessFailureLog)
class FailureAdmin(PortalModelAdmin, AccessFailureLogAdmin):
    """Every failure, where the settings ask to keep them."""


@admin.register(AccessLog)
class SignInAdmin(PortalModelAdmin, AccessLogAdmin):
    """Who signed in, when and from where."""
