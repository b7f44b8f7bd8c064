"""The form of a section: what is wrong with its address is said where it was typed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from publishing.vietnamese import slugify_vi
from units.scoped_admin import UnitOwnedForm

from .models import Section


class SectionForm(UnitOwnedForm):
    """An address left empty is made from the name, so the name may be the fault."""

    class Meta:
        model = Section
        fields = ["unit", "kind", "name", "slug", "order"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("slug") or ""
        address = typed or slugify_vi(cleaned.get("name") or "")
        if cleaned.get("name") and self._is_taken(cleaned, address):
            self.add_error(
                "slug" if typed else "name",
                _("This unit already has such a section."),
            )
        return cleaned

    def _is_taken(self, cleaned: dict[str, Any], address: str) -> bool:
        unit = self.instance.unit if self.instance.pk else cleaned.get("unit")
        if unit is None:
            return False
        same = Section.objects.filter(unit=unit, slug=address)
        return same.exclude(pk=self.instance.pk).exists()

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out the address where the name it would be made from is wrong."""
        excluded = super()._get_validation_exclusions()
        return excluded | {"slug"} if "name" in self.errors else excluded
