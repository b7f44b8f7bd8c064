"""From words that somebody typed to the unit's tags, in the spelling already in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Tag
from .models.tag import LONGEST_TAG, tag_address

MOST_TAGS = 10


def check_tags(names: Sequence[str]) -> None:
    """Raise ValidationError for too many tags, a long one, or one without letters."""
    if len(names) > MOST_TAGS:
        raise ValidationError(
            _("At most %(count)d tags: keep those that readers look for."),
            params={"count": MOST_TAGS},
        )
    for name in names:
        if len(name) > LONGEST_TAG:
            text = _("“%(name)s” is too long for a tag: a few words, between commas.")
            raise ValidationError(text, params={"name": f"{name[:30]}…"})
        if not tag_address(name):
            text = _("“%(name)s” is no tag: write at least one letter or digit.")
            raise ValidationError(text, params={"name": name})


def tags_of(unit_id: int, names: Iterable[str]) -> list[Tag]:
    """Return the unit's tags of these names; what it has not used yet is made.

    Two writers may make the same tag at once: both are given the same row. Rows are
    made in alphabetical order, so that they never wait for each other in a ring.
    """
    wanted = {tag_address(name): name for name in names}
    tags = Tag.objects.filter(unit=unit_id, slug__in=wanted)
    missing = wanted.keys() - set(tags.values_list("slug", flat=True))
    Tag.objects.bulk_create(
        [Tag(unit_id=unit_id, slug=slug, name=wanted[slug]) for slug in sorted(missing)],
        ignore_conflicts=True,
    )
    return list(tags.all())


def same_tags(tags: Iterable[Tag], names: Iterable[str]) -> bool:
    """Whether the names, in any spelling, are those of the tags."""
    return {tag.slug for tag in tags} == {tag_address(name) for name in names}
