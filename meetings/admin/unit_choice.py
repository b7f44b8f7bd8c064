"""The field of a form in which somebody says for which of their units they act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from units.admin_input import RowPicker
from units.models import Unit
from units.scoping import permission_name, scope_of, units_for


def offer_units(
    field: Any, model: type[models.Model], *, user: Any, admin_site: Any
) -> list[Unit]:
    """Offer the units in which `user` may add rows of `model`; the only one is chosen.

    Returns them; none for somebody who may act everywhere, who searches instead.
    """
    units: Any = units_for(user, permission_name(model, "add"))
    field.queryset = units.with_names()
    if scope_of(user).everywhere:
        field.widget = RowPicker(model._meta.get_field("unit"), admin_site)
        field.widget.choices = field.choices
        return []
    own = list(field.queryset[:20])
    if len(own) == 1:
        field.initial, field.widget = own[0].pk, forms.HiddenInput()
    return own
