"""Which units: by day, level, place and name. Times and units are arguments."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from publishing.vietnamese import clean_line, fold

from .kinds import KINDS_OF_TIER, UnitKind, UnitTier
from .periods import within

if TYPE_CHECKING:
    from .models import Unit


def name_lookups(prefix: str = "") -> list[str]:
    """Prefetch lookups for `full_name`: `name_lookups("unit")` on an article."""
    return [_join(prefix, "names")]


def place_lookups(prefix: str = "") -> list[str]:
    """Prefetch lookups for `label` and `place_on()`, up to the province."""
    path, lookups = prefix, name_lookups(prefix)
    for _level in range(3):
        path = _join(path, "parents__parent")
        lookups.append(_join(path, "names"))
    return lookups


def words_of(text: str) -> str:
    """Return `text` as search compares it: folded, words parted by single spaces."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _join(*parts: str) -> str:
    return "__".join(filter(None, parts))


class UnitQuerySet(models.QuerySet):
    def valid_on(self, day: datetime.date) -> Self:
        """Units that exist on `day`; an unknown founding counts as long ago."""
        return self.filter(within(day, "founded_on", "ended_on"))

    def ended(self, on: datetime.date) -> Self:
        """Units whose last day is before `on`."""
        return self.filter(ended_on__lt=on)

    def without_groups(self) -> Self:
        return self.exclude(tier=UnitTier.GROUP)

    def with_pages(self) -> Self:
        """Units that have a home page."""
        return self.filter(slug__isnull=False)

    def with_names(self) -> Self:
        """Prefetch what `full_name`, `name_on` and `str()` read: one query more."""
        return self.prefetch_related(*name_lookups())

    def with_place(self) -> Self:
        """Prefetch what `label`, `place_on` and `parent_on` read: at most ten more."""
        return self.prefetch_related(*place_lookups())

    def with_labels(self) -> Self:
        """Like `with_place()`; `str()` then tells namesakes apart, as pickers need."""
        return self.with_place().annotate(
            shows_place=Value(True, output_field=models.BooleanField())
        )

    def with_successors(self) -> Self:
        """Prefetch what `what_became()` and the names of the new units read."""
        return self.prefetch_related("successors", *place_lookups("successors__new"))

    def with_predecessors(self) -> Self:
        """Prefetch what `became_from()` and the names of the old units read."""
        return self.prefetch_related(
            "predecessors", *place_lookups("predecessors__old")
        )

    def children_of(self, unit: Unit, day: datetime.date) -> Self:
        """Units directly below `unit` on `day`, those that exist then."""
        rows = _rows("UnitParent", day).filter(unit=OuterRef("pk"), parent=unit)
        return self.valid_on(day).filter(Exists(rows))

    def below(self, unit: Unit, day: datetime.date) -> Self:
        """All units below `unit` on `day`, at any depth."""
        found: set[int] = set()
        newest = {unit.pk}
        rows = _rows("UnitParent", day)
        while newest:
            newest = set(
                rows.filter(parent__in=newest).values_list("unit_id", flat=True)
            )
            found |= newest
        return self.valid_on(day).filter(pk__in=found)

    def of_kind(self, kind: str, day: datetime.date) -> Self:
        """Units whose name of `day` is of `kind`."""
        rows = _rows("UnitName", day).filter(unit=OuterRef("pk"), kind=kind)
        return self.valid_on(day).filter(Exists(rows))

    def with_code(self, code: str, day: datetime.date) -> Self:
        """Keep the unit, if any, that has the code on `day`; codes were reused."""
        rows = _rows("UnitName", day).filter(unit=OuterRef("pk"), code=code)
        return self.valid_on(day).filter(Exists(rows))

    def cared_for_by(self, units: Iterable[int]) -> Self:
        """Keep ended units that went whole to one of `units`, or are in their custody."""
        links = _model("Succession").objects.filter(new__in=units, extent="whole")
        return self.filter(ended_on__isnull=False).filter(
            Q(custodian__in=units) | Q(pk__in=links.values("old"))
        )

    def in_order(self) -> Self:
        """Order by name as Vietnamese does, the newest name of each unit counting."""
        names = (
            _model("UnitName")
            .objects.filter(unit=OuterRef("pk"))
            .order_by(F("valid_from").desc(nulls_last=True))
        )
        return self.order_by(models.Subquery(names.values("sort_key")[:1]), "pk")

    def search(self, text: str) -> Self:
        """Units called so now or once, without regard to marks; best matches first.

        After a comma stands where the unit lies: "khương thượng, đống đa". A kind
        before the name narrows: "phường kim liên".
        """
        name, *places = [words_of(part) for part in text.split(",")]
        if not name:
            return self.none()
        found = self.filter(_called(name))
        for place in filter(None, places):
            found = found.filter(_lies_in(place))
        return found._best_first(name, clean_line(text.split(",")[0]))

    def _best_first(self, name: str, typed: str) -> Self:
        """Written exactly so, marks and all; then called so; then beginning so."""
        bare = _split_kind(name)[1] or name
        names = _model("UnitName").objects.filter(unit=OuterRef("pk"))
        aliases = _model("UnitAlias").objects.filter(unit=OuterRef("pk"))
        called = Q(folded__in=[name, bare])
        rank = Case(
            When(Exists(names.filter(name__in=_spellings(typed, bare))), then=Value(0)),
            When(Exists(names.filter(called)), then=Value(1)),
            When(Exists(aliases.filter(called)), then=Value(1)),
            When(Exists(names.filter(folded__startswith=bare)), then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
        ended = Case(
            When(ended_on__lt=timezone.localdate(), then=Value(1)), default=Value(0)
        )
        return self.in_order().order_by(rank, ended, *self.in_order().query.order_by)


def _model(name: str) -> Any:
    return apps.get_model("units", name)


def _rows(model: str, day: datetime.date) -> Any:
    return _model(model).objects.filter(within(day, "valid_from", "valid_to"))


def _called(name: str, unit: str = "pk") -> Q:
    """Units one of whose names or aliases holds the folded `name`."""
    kinds, bare = _split_kind(name)
    names = Q(folded__contains=name)
    if kinds and bare:
        names |= Q(kind__in=kinds, folded__contains=bare)
    rows = _model("UnitName").objects.filter(names)
    aliases = _model("UnitAlias").objects.filter(folded__contains=name)
    return Q(pk__in=rows.values("unit")) | Q(pk__in=aliases.values("unit"))


def _lies_in(place: str) -> Q:
    """Units that lie or lay in one whose name holds the folded `place`."""
    parents = _model("UnitParent").objects
    above = _model("Unit").objects.filter(_called(place)).values("pk")
    direct = parents.filter(parent__in=above).values("unit")
    return Q(pk__in=direct) | Q(pk__in=parents.filter(parent__in=direct).values("unit"))


def _split_kind(name: str) -> tuple[list[UnitKind], str]:
    """("phuong kim lien") → ([WARD], "kim lien"); no kind → ([], name)."""
    for word, kinds in _kind_words().items():
        match = re.match(rf"{re.escape(word)}\.?\s+(.+)", name)
        if match:
            return kinds, match[1]
    return [], name


def bare_name(text: str) -> str:
    """Return the folded name that is looked for: without kind, and without a place."""
    name = words_of(text.split(",")[0])
    return _split_kind(name)[1] or name


def _spellings(typed: str, bare: str) -> list[str]:
    """The name as it was typed, without its kind, and as names are capitalised."""
    words = typed.split()
    own = " ".join(words[-len(bare.split()) :])
    return [typed, own, own.title()]


def _kind_words() -> dict[str, list[UnitKind]]:
    """Folded words that may stand before a name, with the usual abbreviations."""
    words: dict[str, list[UnitKind]] = {}
    for kinds in KINDS_OF_TIER.values():
        for kind in kinds:
            words.setdefault(words_of(str(kind.word)), []).append(kind)
    words["tp"] = [UnitKind.MUNICIPALITY, UnitKind.PROVINCIAL_CITY]
    words["tx"], words["tt"] = [UnitKind.TOWN], [UnitKind.TOWNSHIP]
    words["p"], words["x"] = [UnitKind.WARD], [UnitKind.COMMUNE]
    words["q"], words["h"] = [UnitKind.URBAN_DISTRICT], [UnitKind.RURAL_DISTRICT]
    words["tdp"] = [UnitKind.RESIDENTIAL_GROUP]
    return words
