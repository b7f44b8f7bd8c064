"""Forms of units: dated rows are judged together, as they will stand after saving.

Ending one name and beginning the next is one step for the person who does it, so a
row is compared with the others of the form, not with what the database still holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import audit
from .models import AuditAction, Membership, Unit, UnitName, UnitParent, User

OVERLAP = _("These days overlap with another row of this table.")


class PeriodForm(forms.ModelForm):
    """One dated row; whether rows overlap is the form set's question."""

    judged_together: frozenset[str] = frozenset()

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out the fields whose constraints the form set judges."""
        exclude = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclude | self.judged_together


class PeriodFormSet(BaseInlineFormSet):
    """Dated rows of one thing, of which no two `alike` may share a day."""

    alike: tuple[str, ...] = ()

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """Let a row's `clean()` see the thing it belongs to, also while that is new."""
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        setattr(form.instance, self.fk.name, self.instance)
        return form

    def clean(self) -> None:
        super().clean()
        for (_first, one), (form, other) in combinations(self._rows(), 2):
            is_alike = all(
                getattr(one, field) == getattr(other, field) for field in self.alike
            )
            if is_alike and one.overlaps(other):
                form.add_error("valid_from", OVERLAP)

    def _rows(self) -> Iterator[tuple[Any, Any]]:
        """Rows that will stand after saving and have no fault of their own."""
        for form in self.forms:
            is_left_out = self.can_delete and self._should_delete_form(form)  # type: ignore[attr-defined]
            is_empty = form.empty_permitted and not form.has_changed()
            if form.is_valid() and not is_left_out and not is_empty:
                yield form, form.instance

    def save(self, commit: bool = True) -> Any:
        """Save rows in any order: the database compares them when all are there."""
        if not commit:
            return super().save(commit=False)
        with rows_compared_at_end(self.model):
            return super().save()


@contextmanager
def rows_compared_at_end(model: Any) -> Iterator[None]:
    """Let the model's exclusion constraints wait until the block ends."""
    rules = [
        connection.ops.quote_name(rule.name)
        for rule in model._meta.constraints
        if getattr(rule, "deferrable", None)
    ]
    statement = f"SET CONSTRAINTS {', '.join(rules)}"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} DEFERRED")
        yield
        cursor.execute(f"{statement} IMMEDIATE")


class UnitNameForm(PeriodForm):
    judged_together = frozenset({"unit", "code", "group_of"})

    class Meta:
        model = UnitName
        fields = "__all__"  # noqa: DJ007 - the inline says which


class UnitNameFormSet(PeriodFormSet):
    """Names of one unit; codes and group labels are compared with other units."""

    def clean(self) -> None:
        super().clean()
        rows = list(self._rows())
        if not rows and not any(self.errors):
            raise ValidationError(_("Give the unit a name."))
        for form, row in rows:
            if row.code and self._others(row).filter(code=row.code).exists():
                form.add_error("code", _("Another unit has this code then."))
            if row.group_of_id and self._namesakes(row).exists():
                form.add_error(
                    "name", _("Another residential group there has this name then.")
                )

    def _others(self, row: UnitName) -> Any:
        others = UnitName.objects.overlapping(row)
        return others.exclude(unit=self.instance) if self.instance.pk else others

    def _namesakes(self, row: UnitName) -> Any:
        return self._others(row).filter(group_of=row.group_of_id, folded=row.folded)


class UnitParentForm(PeriodForm):
    judged_together = frozenset({"unit"})

    class Meta:
        model = UnitParent
        fields = "__all__"  # noqa: DJ007 - the inline says which


class MembershipForm(PeriodForm):
    judged_together = frozenset({"user"})

    class Meta:
        model = Membership
        fields = "__all__"  # noqa: DJ007 - the inline says which


class MembershipFormSet(PeriodFormSet):
    alike = ("unit_id", "role")


class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["tier", "slug", "founded_on", "ended_on", "custodian"]


class AccountCreationForm(AdminUserCreationForm):
    """A new account; who makes it knows the password, so it is changed at sign-in."""

    class Meta:
        model = User
        fields = ["username", "full_name"]

    def save(self, commit: bool = True) -> Any:
        self.instance.password_given_at = timezone.now()
        return super().save(commit)


class GivenPasswordForm(AdminPasswordChangeForm):
    """A password for somebody else, who must replace it at the next sign-in."""

    def save(self, commit: bool = True) -> Any:
        by = audit.whoever_asks()
        is_own = by is not None and by.pk == self.user.pk
        self.user.password_given_at = None if is_own else timezone.now()
        user = super().save(commit)
        audit.record_of_account(AuditAction.PASSWORD_RESET, user, by=by)
        return user


class AccountForm(UserChangeForm):
    class Meta:
        model = User
        fields = ["username", "full_name", "email", "is_active", "is_superuser"]
