"""Beginning a record: one press for what a campaign expects, a short form for others."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import Article
from publishing.number_fields import WrittenNumberField
from publishing.numbers import whole_number
from units.models import Unit, UnitTier
from units.scoped_admin import UnitOwnedAdmin
from units.scoping import scope_of

from .. import levels, records
from ..expected_records import Lacking, campaigns_over, lacking, tiers_of
from ..kinds import TIERS, MeetingKind
from ..models import Campaign, Conference
from ..models.campaign import FIRST_YEAR, LAST_YEAR
from ..record_article import day_told
from .record_steps import desk_path
from .unit_choice import offer_units

TWICE_WITHIN = datetime.timedelta(minutes=1)


class BeginForm(forms.Form):
    """What has to be known of a record before anything can be written in it."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"))
    tier = forms.ChoiceField(
        label=gettext_lazy("Who met"), choices=[], widget=forms.RadioSelect
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=gettext_lazy("Campaign of meetings"),
        required=False,
        empty_label=gettext_lazy("Without a campaign"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of meeting"), choices=MeetingKind.choices
    )
    year = WrittenNumberField(label=gettext_lazy("Year"), most=LAST_YEAR, grouped=False)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: made of kind, unit and year."),
    )
    held_on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": gettext_lazy("day/month/year")}),
    )

    def __init__(self, *args: Any, admin_site: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        own = offer_units(field, Conference, user=user, admin_site=admin_site)
        self._offer(own, everywhere=scope_of(user).everywhere)

    def _offer(self, own: list[Unit], *, everywhere: bool) -> None:
        """Levels by the word of the place; campaigns over the user's units."""
        tier, campaign, year = (self.fields[n] for n in ("tier", "campaign", "year"))
        tiers = tiers_of(own[0]) if len(own) == 1 else TIERS
        tier.choices = [  # type: ignore[attr-defined]
            (one, levels.tier_label(one, own[0]) if own else UnitTier(one).label)
            for one in tiers
        ]
        rows = Campaign.objects.all()
        if not everywhere:
            over = {one.pk for unit in own for one in campaigns_over(unit)}
            rows = rows.filter(pk__in=over)
        rows = rows.select_related("unit").prefetch_related("unit__names")
        campaign.queryset = rows  # type: ignore[attr-defined]
        year.initial = timezone.localdate().year

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year < FIRST_YEAR:
            raise ValidationError(_("Write the year with four digits."))
        return year

    def clean(self) -> Any:
        data: Any = super().clean() or self.cleaned_data
        if self.errors:
            return data
        unit, campaign = data["unit"], data["campaign"]
        if data["tier"] not in tiers_of(unit):
            self.add_error("tier", _("This unit has no meetings of that level."))
        if campaign and campaign not in campaigns_over(unit):
            self.add_error("campaign", _("This campaign does not reach the unit."))
        return data

    def record(self) -> Conference:
        """The record that the form tells of, checked but not saved."""
        data = dict(self.cleaned_data)
        if campaign := data["campaign"]:
            data |= {"kind": campaign.kind, "year": campaign.year}
            data["year_reviewed"] = campaign.year_reviewed
        record = Conference(**data)
        record.full_clean()
        return record


class BeginPages(UnitOwnedAdmin):
    """Takes the place of the admin's own form for a new row."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        article = _article_named(request)
        kwargs = {"admin_site": self.admin_site, "user": request.user}
        if request.method != "POST":
            form = BeginForm(initial=_initial(article), **kwargs)
            return self._begin_page(request, form, article)
        form = BeginForm(request.POST, **kwargs)
        if form.is_valid() and (record := self._begin(request, form, article)):
            return HttpResponseRedirect(desk_path(record))
        return self._begin_page(request, form, article)

    def _begin(
        self, request: HttpRequest, form: BeginForm, article: Article | None
    ) -> Conference | None:
        try:
            record = form.record()
        except ValidationError as fault:
            for name, errors in fault.message_dict.items():
                form.add_error(name if name in form.fields else None, errors)
            return None
        with transaction.atomic():
            # A form sent twice at once: the second waits here, and finds the first.
            Unit.objects.select_for_update(no_key=True).get(pk=record.unit_id)
            twin = _just_begun(record, request.user)
            if twin is None:
                records.begin(conference=record, by=request.user)
                if article is not None and article.unit_id == record.unit_id:
                    record.articles.add(article)
        if twin is not None:
            messages.success(request, _("This record was begun already."))
            return twin
        self.log_addition(request, record, [{"added": {}}])
        messages.success(request, _("The record was begun. Write what is known."))
        return record

    def _begin_page(
        self, request: HttpRequest, form: BeginForm, article: Article | None
    ) -> HttpResponse:
        expected = [] if article or form.is_bound else lacking(request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Begin a conference record"),
            "opts": self.opts,
            "form": form,
            "article": article,
            "expected": [_button(one) for one in expected],
        }
        template = "admin/meetings/conference/begin.html"
        return TemplateResponse(request, template, context)


def _button(one: Lacking) -> dict[str, Any]:
    """One record that a campaign expects, as a press begins it."""
    day = one.campaign.as_of
    return {
        "campaign": one.campaign,
        "unit": one.unit,
        "tier": one.tier,
        "level": levels.tier_label(one.tier, one.unit, day),
    }


def _article_named(request: HttpRequest) -> Article | None:
    """The article that the record is begun from, if the user may see it."""
    number = whole_number(request.POST.get("article") or request.GET.get("article"))
    if number is None:
        return None
    rows = Article.objects.viewable_by(request.user).select_related("working")
    return rows.filter(pk=number).first()


def _initial(article: Article | None) -> dict[str, Any]:
    if article is None:
        return {"tier": UnitTier.COMMUNE}
    source: Any = article.working or article
    day = day_told(article)
    return {
        "unit": article.unit_id,
        "tier": UnitTier.COMMUNE,
        "title": source.title,
        "held_on": day,
        "year": day.year if day else None,
    }


def _just_begun(record: Conference, user: Any) -> Conference | None:
    """The record that the same form has begun a moment ago, when it was sent twice."""
    same = {
        name: getattr(record, name)
        for name in ("unit", "kind", "tier", "year", "title", "held_on", "campaign")
    }
    twins = Conference.objects.filter(
        **same, updated_at__gte=timezone.now() - TWICE_WITHIN
    )
    for twin in twins:
        first = twin.history.order_by("history_date").first()
        if first and first.history_user_id == user.pk:
            return twin
    return None
