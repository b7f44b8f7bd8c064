"""What makes a view a public page: read only, the same for everybody.

Such a page may be kept whole and given to the next reader (docs/adr/0004). So it must
depend on its address alone, and of its query string on the parameters it names here:
all others are taken away before the view sees them. A page that shows what more than
its own unit has published says so: `@public_page(of_all_units=True)`.

Browsers ask each time whether their copy is still true; a shared cache in front may
keep one for `SHARED_SECONDS` without asking. With the seconds that a process may take
to learn of a change (units/generations.py) that makes five at most.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]

SHARED_SECONDS = 3
TOLD_HOW_LONG = (200, 301, 302)
KEEPING = f"public, max-age=0, s-maxage={SHARED_SECONDS}, must-revalidate"


def public_page(*parameters: str, of_all_units: bool = False) -> Callable[[View], View]:
    """Mark a view as a public page whose answer depends on `parameters` alone.

    The view gains `public_parameters`, a tuple in alphabetical order, and
    `of_all_units`: whether a change of any unit may change the page. A page whose
    address begins with no unit's word is of all units without saying so.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.GET = only(request.GET, names)  # type: ignore[assignment]
            response = view(request, *args, **kwargs)
            # A redirect too: a browser would keep it for ever, and lead in a circle
            # once an address becomes again what it was.
            if (
                response.status_code in TOLD_HOW_LONG
                and "Cache-Control" not in response
            ):
                response["Cache-Control"] = KEEPING
            return response

        names = tuple(sorted(parameters))
        marked = require_safe(page)
        marked.public_parameters = names  # type: ignore[attr-defined]
        marked.of_all_units = of_all_units  # type: ignore[attr-defined]
        return marked

    return decorate


def full_address(path: str) -> str:
    """Return the one full address of `path`, whichever host was asked for it."""
    return f"{settings.PORTAL_URL}{path}"


def only(query: QueryDict, names: tuple[str, ...]) -> QueryDict:
    """Return the part of a query string that stands under `names`, in their order."""
    kept = QueryDict(mutable=True)
    for name in names:
        if name in query:
            kept.setlist(name, query.getlist(name))
    kept._mutable = False
    return kept
