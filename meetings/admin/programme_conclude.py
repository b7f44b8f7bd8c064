"""From a record whose text names who signed: its programmes in one go."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from units.models import Body
from units.scoped_admin import UnitOwnedAdmin
from units.scoping import scope_of

from .. import programmes, records
from ..kinds import CountedIn, Measure
from ..models import Conference, Programme, SigningPartner
from ..programme_parties import body_name
from ..programmes import NewParty
from .programme_page import desk_path
from .record_steps import desk_path as record_path

FRONT = "ubmttq"  # the code of its kind of body


class ConcludeForm(forms.Form):
    """Who signed with all of them, until when, and which of them share a programme."""

    first = forms.CharField(
        label=gettext_lazy("Party that signed with each of them"),
        max_length=200,
        widget=AdminTextInputWidget,
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label=gettext_lazy("This party on the portal"),
        required=False,
        empty_label="—",
    )
    until = forms.DateField(
        label=gettext_lazy("Last day of the term"), widget=AdminDateWidget
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        self.open = list(conference.signing_partners.filter(programme=None))
        self._offer_bodies()
        self.fields["until"].initial = conference.day.replace(month=12, day=31)
        numbers = range(1, max(len(self.open), stated_of(conference) or 0) + 1)
        choices = [("", _("left open")), *((str(one), str(one)) for one in numbers)]
        for partner in self.open:
            self.fields[_key(partner)] = forms.ChoiceField(
                label=partner.name, choices=choices, required=False
            )

    def _offer_bodies(self) -> None:
        bodies = Body.objects.filter(unit=self.conference.unit_id)
        rows = list(bodies.current(self.conference.day).select_related("kind"))
        front = next((row for row in rows if row.kind.code == FRONT), None)
        field: Any = self.fields["body"]
        field.queryset = bodies
        field.choices = [("", "—"), *((row.pk, row.title) for row in rows)]
        field.initial = front.pk if front else None
        committee = _("Vietnam Fatherland Front Committee")
        written = body_name(front) if front else committee
        self.fields["first"].initial = written

    @property
    def partners(self) -> list[Any]:
        """The fields of the partners that have no programme yet."""
        return [self[_key(partner)] for partner in self.open]

    def clean_until(self) -> datetime.date:
        until: datetime.date = self.cleaned_data["until"]
        if until < self.conference.day:
            raise ValidationError(_("The last day is before the first."))
        return until

    def clean(self) -> Any:
        data: Any = super().clean() or self.cleaned_data
        if self.open and not self.errors and not self.groups:
            text = _("Choose a programme number for one partner at least.")
            raise ValidationError(text)
        return data

    @property
    def groups(self) -> list[list[SigningPartner]]:
        """The partners by the number that was chosen, without those left open."""
        chosen: dict[int, list[SigningPartner]] = {}
        for partner in self.open:
            if number := self.cleaned_data.get(_key(partner)):
                chosen.setdefault(int(number), []).append(partner)
        return [chosen[number] for number in sorted(chosen)]

    def make(self, by: Any) -> list[Programme]:
        data = self.cleaned_data
        return programmes.conclude_all(
            conference=self.conference,
            first=NewParty(data["first"], data["body"]),
            groups=self.groups,
            until=data["until"],
            by=by,
        )


class ConcludePages(UnitOwnedAdmin):
    """The page of a record on which the programmes signed there are made."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.conclude_view)
        name = "meetings_conference_conclude"
        return [
            path("<int:pk>/chuong-trinh-phoi-hop/", view, name=name),
            *super().get_urls(),
        ]

    def conclude_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = get_object_or_404(self.get_queryset(request), pk=pk)
        if not scope_of(request.user).holds("meetings.add_programme", record.unit_id):
            raise PermissionDenied
        if request.method != "POST":
            return self._conclude_page(request, ConcludeForm(conference=record))
        with transaction.atomic():
            # Sent twice at once: the second waits here, and finds none left open.
            Conference.objects.select_for_update(of=("self",)).get(pk=pk)
            form = ConcludeForm(request.POST, conference=record)
            made = self._made(form, request.user) if form.is_valid() else []
        if not made:
            return self._conclude_page(request, form)
        for programme in made:
            self.log_addition(request, programme, [{"added": {}}])
        messages.success(request, _told(made))
        return HttpResponseRedirect(record_path(record) + "#part-programmes")

    def _made(self, form: ConcludeForm, by: Any) -> list[Programme]:
        try:
            return form.make(by)
        except ValidationError as fault:
            form.add_error(None, fault.messages)
            return []

    def _conclude_page(self, request: HttpRequest, form: ConcludeForm) -> HttpResponse:
        record = form.conference
        named = record.signing_partners.select_related("programme")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Begin the programmes signed here"),
            "opts": self.opts,
            "record": record,
            "form": form,
            "named": list(named),
            "may_name": records.may_enter(request.user, record),
            "stated": stated_of(record),
            "media": self.media + form.media,
        }
        template = "admin/meetings/programme/conclude.html"
        return TemplateResponse(request, template, context)


def stated_of(record: Conference) -> int | None:
    """How many programmes the record itself says were signed; None when it does not."""
    kind = {"measure": Measure.PROGRAMMES_SIGNED, "counted": CountedIn.PROGRAMME}
    figure = record.figures.filter(**kind).first()
    return int(figure.value) if figure else None


def _told(made: list[Programme]) -> str:
    links = format_html_join(
        "; ", '<a href="{}">{}</a>', ((desk_path(one), one.title) for one in made)
    )
    text = _("Programmes begun as drafts: %(count)s.") % {"count": len(made)}
    return format_html("{} {}", text, links)


def _key(partner: SigningPartner) -> str:
    return f"partner{partner.pk}"
