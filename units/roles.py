"""What a person may be in a unit. Which role may do what: `units.scoping`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    WRITER = "writer", _("Writer")
    EDITOR = "editor", _("Editor")
    WARD_ADMIN = "ward_admin", _("Ward administrator")
    LEADER = "leader", _("Ward leader")
    REVIEWER = "reviewer", _("Reviewer")
