"""A unit's sections (chuyên mục), in the order in which the unit shows them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField
from publishing.vietnamese import slugify_vi
from units.models import Role
from units.scoping import UnitOwned, UnitOwnedQuerySet


class SectionQuerySet(UnitOwnedQuerySet):
    def with_labels(self) -> SectionQuerySet:
        """Rows whose `str()` asks the database nothing."""
        return self.select_related("unit").prefetch_related("unit__names")


class Section(UnitOwned):
    """'News' is dated and listed; 'information' is undated, kept up to date, unlisted."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        INFORMATION = "information", _("Information")

    grants = {
        Role.WRITER: ("view",),
        Role.EDITOR: ("view", "add", "change"),
        Role.WARD_ADMIN: ("view", "add", "change", "delete"),
        Role.LEADER: ("view",),
        Role.REVIEWER: ("view",),
    }

    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.NEWS
    )
    name = LineField(_("name"), max_length=80)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        blank=True,
        help_text=_(
            "The last part of the page's address; made from the name if empty."
        ),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SectionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "slug"],
                name="news_section_slug_is_unique_in_its_unit",
                violation_error_message=_("This unit already has such a section."),
            ),
            models.CheckConstraint(
                # Article addresses begin with a number, so a section's may not be one.
                condition=~models.Q(slug__regex=r"^[0-9]*$"),
                name="news_section_slug_is_not_a_number",
                violation_error_message=_("The address needs at least one letter."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.unit.full_name}"

    def get_absolute_url(self) -> str:
        return reverse("news:section", args=[self.unit.slug, self.slug])

    def clean(self) -> None:
        if self.name and not self.slug:
            self.slug = slugify_vi(self.name)

    @property
    def is_news(self) -> bool:
        return self.kind == self.Kind.NEWS
