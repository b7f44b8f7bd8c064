"""What a page says about itself to machines, in the words of schema.org.

Data only: `templatetags/machines.py` writes it. Each kind of page that has something
to say stands in `BUILDERS` under the name of its address.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gallery.models import Photo
from news.models import Article
from units.kinds import UnitTier
from units.models import Contact, Unit

Data = dict[str, Any]
Context = Mapping[str, Any]

CONTEXT = "https://schema.org"
SEARCH = "/tim-kiem/?q={words}"
COUNTRY = "VN"
LARGE = 1600  # of a picture, in pixels


def of_page(view_name: str, context: Context) -> list[Data]:
    """Return what the page at an address called `view_name` says, often nothing."""
    builder = BUILDERS.get(view_name)
    return builder(context) if builder else []


def _portal(context: Context) -> list[Data]:
    origin = context["origin"]
    return [
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "@id": f"{origin}/#trang",
            "url": f"{origin}/",
            "name": _("Ward and commune portal"),
            "inLanguage": "vi",
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{origin}{SEARCH}",
                },
                "query-input": "required name=words",
            },
        }
    ]


def _unit_home(context: Context) -> list[Data]:
    unit, origin = context["unit"], context["origin"]
    contacts = context.get("contacts") or ()
    data = {
        "@context": CONTEXT,
        **organization(unit, origin, day=None),
        "contactPoint": [_contact(one) for one in contacts if one.phone or one.email],
    }
    return [{name: value for name, value in data.items() if value}]


def _news_list(context: Context) -> list[Data]:
    return [_trail(context, with_list=True)]


def _section(context: Context) -> list[Data]:
    section = context["section"]
    step = (section.name, section.get_absolute_url())
    return [_trail(context, step, with_list=section.is_news)]


def _article(context: Context) -> list[Data]:
    article = context["article"]
    section = context.get("section")
    steps = [(section.name, section.get_absolute_url())] if section else []
    steps.append((article.title, article.get_absolute_url()))
    with_list = section is not None and section.is_news
    return [
        _article_itself(article, context),
        _trail(context, *steps, with_list=with_list),
    ]


def _conferences(context: Context) -> list[Data]:
    return [_trail(context, _step_of_conferences(context), with_list=False)]


def _conference(context: Context) -> list[Data]:
    card = context["card"]
    step = (card.title, card.get_absolute_url())
    trail = _trail(context, _step_of_conferences(context), step, with_list=False)
    return [*_event(context), trail]


def _campaign(context: Context) -> list[Data]:
    step = (context["campaign"].title, context["path"])
    return [_trail(context, _step_of_conferences(context), step, with_list=False)]


def _programmes(context: Context) -> list[Data]:
    return [_trail(context, _step_of_programmes(context), with_list=False)]


def _programme(context: Context) -> list[Data]:
    """Only the way to it: schema.org has no word for an agreement between bodies."""
    programme = context["programme"]
    step = (programme.title, programme.get_absolute_url())
    return [_trail(context, _step_of_programmes(context), step, with_list=False)]


def _programmes_of_body(context: Context) -> list[Data]:
    above = [_step_of_programmes(context)] if context["has_list"] else []
    step = (context["name"], context["address"])
    return [_trail(context, *above, step, with_list=False)]


def _step_of_programmes(context: Context) -> tuple[str, str]:
    slug = context["unit"].slug
    return _("Coordination programmes"), reverse("meetings:programmes", args=[slug])


def _step_of_conferences(context: Context) -> tuple[str, str]:
    slug = context["unit"].slug
    return _("Conferences"), reverse("meetings:conferences", args=[slug])


def _event(context: Context) -> list[Data]:
    """Return the meeting as an event; nothing where its day is not known.

    A record of all groups' meetings is no event: each group met by itself.
    """
    card, origin, unit = context["card"], context["origin"], context["unit"]
    if card.held_on is None or card.tier == UnitTier.GROUP:
        return []
    held_by = organization(unit, origin, day=card.held_on)
    place = card.place or held_by["name"]
    begins, ends = _times(context)
    data = {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": f"{origin}{card.get_absolute_url()}#su-kien",
        "name": card.title,
        "url": f"{origin}{card.get_absolute_url()}",
        "startDate": begins,
        "endDate": ends,
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": place,
            "address": held_by["address"],
        },
        "organizer": held_by,
        "inLanguage": "vi",
    }
    return [{name: value for name, value in data.items() if value}]


def _times(context: Context) -> tuple[str, str]:
    """Return first day (with the hour, if it is known) and last day; "" if the same."""
    record, found = context.get("record"), context["conference"]
    day = context["card"].held_on
    hour = record.content["starts_at"] if record else found.starts_at
    if record is None and hour:
        hour = f"{hour:%H:%M}"
    until = record.held_until if record else found.held_until
    begins = f"{day.isoformat()}T{hour}:00+07:00" if hour else day.isoformat()
    return begins, until.isoformat() if until else ""


BUILDERS: dict[str, Callable[[Context], list[Data]]] = {
    "home": _portal,
    "unit_home": _unit_home,
    "news:list": _news_list,
    "news:section": _section,
    "news:article": _article,
    "meetings:conferences": _conferences,
    "meetings:conference": _conference,
    "meetings:campaign": _campaign,
    "meetings:programmes": _programmes,
    "meetings:programme": _programme,
    "meetings:programmes_of_body": _programmes_of_body,
}


def organization(unit: Unit, origin: str, *, day: datetime.date | None) -> Data:
    """Return the unit under its name of `day` (default today), where it lies or lay.

    A unit that has ended says so by the day on which it did.
    """
    data: Data = {
        "@type": "GovernmentOrganization",
        "@id": f"{origin}{unit.get_absolute_url()}#don-vi",
        "name": unit.full_name_on(day),
        "url": f"{origin}{unit.get_absolute_url()}",
        "address": _address(unit, day),
    }
    if unit.founded_on:
        data["foundingDate"] = unit.founded_on.isoformat()
    if unit.is_ended() and unit.ended_on:
        data["dissolutionDate"] = unit.ended_on.isoformat()
    return data


def _address(unit: Unit, day: datetime.date | None) -> Data:
    """Return the names of the unit, its district of that day and its province."""
    places = [unit, *unit.ancestors_on(day)]
    provinces = [one for one in places if one.tier == UnitTier.PROVINCE]
    below = [one.full_name_on(day) for one in places if one not in provinces]
    address = {
        "@type": "PostalAddress",
        "addressCountry": COUNTRY,
        "addressRegion": provinces[0].full_name_on(day) if provinces else "",
        "addressLocality": ", ".join(below),
    }
    return {name: value for name, value in address.items() if value}


def image(photo: Photo, origin: str, width: int = LARGE) -> Data:
    """Return a picture with its size and full address."""
    own_width, own_height = photo.size_of(width)
    data = {
        "@type": "ImageObject",
        "url": f"{origin}{photo.url(width)}",
        "width": own_width,
        "height": own_height,
        "caption": photo.alt,
        "creditText": photo.credit,
    }
    return {name: value for name, value in data.items() if value}


def _article_itself(article: Article, context: Context) -> Data:
    origin, unit = context["origin"], article.unit
    address = f"{origin}{article.get_absolute_url()}"
    is_news = article.section is None or article.section.is_news
    published = timezone.localtime(article.published_at)
    publisher = organization(unit, origin, day=published.date())
    data: Data = {
        "@context": CONTEXT,
        "@type": "NewsArticle" if is_news else "Article",
        "@id": f"{address}#bai",
        "mainEntityOfPage": address,
        "headline": article.title,
        "description": article.summary,
        "image": _images(article, context),
        "datePublished": written(article.published_at),
        "dateModified": modified(article),
        "articleSection": article.section.name if article.section else "",
        "inLanguage": "vi",
        "isAccessibleForFree": True,
        "author": {
            "@type": "GovernmentOrganization",
            "name": publisher["name"],
            "url": publisher["url"],
        },
        # An office, a pen name or a person: the line does not say which.
        "creditText": article.author_line,
        "publisher": publisher,
    }
    return {name: value for name, value in data.items() if value}


def _images(article: Article, context: Context) -> list[Data]:
    entries = context.get("entries") or ()
    photos = [article.cover, *(entry.photo for entry in entries)]
    return [image(photo, context["origin"]) for photo in photos if photo]


def _contact(contact: Contact) -> Data:
    data = {
        "@type": "ContactPoint",
        "contactType": contact.post,
        "telephone": contact.phone,
        "email": contact.email,
        "availableLanguage": "vi",
    }
    return {name: value for name, value in data.items() if value}


def _trail(context: Context, *steps: tuple[str, str], with_list: bool) -> Data:
    """Return the way to a page, from its unit's home."""
    unit, origin = context["unit"], context["origin"]
    way = [(unit.full_name, unit.get_absolute_url())]
    if with_list:
        way.append((_("News"), reverse("news:list", args=[unit.slug])))
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": f"{origin}{address}",
            }
            for position, (name, address) in enumerate([*way, *steps], start=1)
        ],
    }


def written(moment: datetime.datetime | None) -> str:
    """Return the moment as in Việt Nam, with its offset; "" for none."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def modified(article: Article) -> str:
    """Return when the public text last changed: never before it was published."""
    moments = [article.published_at, article.revised_at]
    return written(max(filter(None, moments), default=None))
