"""Forms with which a ward administrator gives and ends the roles of the ward.

What may be chosen comes from `units.people`; a row that is there already keeps its
unit and its role, whatever is sent.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import people
from .forms import MembershipForm, MembershipFormSet
from .models import Membership, Person, Unit, User
from .roles import Role
from .scoping import scope_of

ROLES = [(role.value, role.label) for role in people.BELOW]


def units_administered(user: Any) -> QuerySet[Unit]:
    """The units whose people the user manages, with names."""
    return Unit.objects.filter(pk__in=scope_of(user).administers).with_names()


class RoleForm(MembershipForm):
    """One role of a person of the ward."""

    by: ClassVar[Any]

    class Meta:
        model = Membership
        fields = ["unit", "role", "valid_from", "valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        role: Any = self.fields["role"]
        unit.queryset = units_administered(self.by)
        role.choices = ROLES
        if self.instance.pk:
            for name in ("unit", "role", "valid_from"):
                self.fields[name].disabled = True
        else:
            unit.initial = _only(unit.queryset)


class RoleFormSet(MembershipFormSet):
    """Roles of one person; the rows shown are those within the administrator's reach."""


class PersonCreationForm(forms.ModelForm):
    """A new account with its first role."""

    by: ClassVar[Any]

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    role = forms.ChoiceField(choices=ROLES, label=_("Role"), initial=Role.WRITER)
    valid_from = forms.DateField(
        label=pgettext_lazy("period", "from"),
        initial=timezone.localdate,
        widget=AdminDateWidget,
    )
    valid_to = forms.DateField(
        label=pgettext_lazy("period", "to"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Last day, included. Leave empty while it still holds."),
    )

    class Meta:
        model = Person
        fields = ["username", "full_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units_administered(self.by)
        unit.initial = _only(unit.queryset)
        self.fields["full_name"].required = True

    def clean(self) -> dict[str, Any]:
        """Judge the role as a row of its table would be."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first day."))
        return cleaned

    def make_account(self) -> tuple[User, str]:
        """Make it, and return it with its one-time password."""
        data = self.cleaned_data
        membership = Membership(
            **{name: data[name] for name in ("unit", "role", "valid_from", "valid_to")}
        )
        user, password = people.make_account(
            by=self.by,
            membership=membership,
            **{name: data[name] for name in ("username", "full_name", "email")},
        )
        return Person.objects.get(pk=user.pk), password

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        taken = User.objects.filter(username=self.cleaned_data.get("username"))
        if "username" not in self.errors and taken.exists():
            self.add_error("username", _("This user name is taken."))


def _only(units: QuerySet[Unit]) -> Any:
    """The unit to begin with where there is but one."""
    found = list(units[:2])
    return found[0].pk if len(found) == 1 else None
