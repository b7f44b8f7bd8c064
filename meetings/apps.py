from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

OF_THE_STEPS = {"announced_at", "public", "state", "updated_at"}


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Conferences and programmes")

    def ready(self) -> None:
        from .models import Conference, ConferencePaper, Programme

        post_save.connect(_notice_was_changed, sender=Conference)
        post_delete.connect(_record_is_gone, sender=Conference)
        post_delete.connect(_programme_is_gone, sender=Programme)
        post_save.connect(_paper_was_changed, sender=ConferencePaper)
        post_delete.connect(_paper_was_changed, sender=ConferencePaper)


def _notice_was_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Readers see the rows of a record that is only announced: lists follow.

    The steps themselves write only fields of their own, and see to the lists.
    """
    from . import public_index

    written = kwargs.get("update_fields")
    is_step = written is not None and set(written) <= OF_THE_STEPS
    if not raw and not is_step and instance.announced_at and not instance.public_id:
        public_index.remember(instance)


def _record_is_gone(instance: Any, **kwargs: Any) -> None:
    from . import public_files

    public_files.withdraw(instance.pk)


def _programme_is_gone(instance: Any, **kwargs: Any) -> None:
    from . import programme_files

    programme_files.withdraw(instance.pk)


def _paper_was_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A paper that is no longer offered is taken back now, not at the next approval."""
    from . import public_files

    if not raw:
        public_files.narrow(instance.conference_id)
