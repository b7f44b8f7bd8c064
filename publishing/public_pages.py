"""What makes a view a public page: read only, the same for everybody.

Such a page may be kept whole and given to the next reader (docs/adr/0004). So it must
depend on its address alone, and of its query string on the parameters it names here:
all others are taken away before the view sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def public_page(*parameters: str) -> Callable[[View], View]:
    """Mark a view as a public page whose answer depends on `parameters` alone.

    The view gains `public_parameters`, a tuple in alphabetical order.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.GET = only(request.GET, names)  # type: ignore[assignment]
            return view(request, *args, **kwargs)

        names = tuple(sorted(parameters))
        marked = require_safe(page)
        marked.public_parameters = names  # type: ignore[attr-defined]
        return marked

    return decorate


def only(query: QueryDict, names: tuple[str, ...]) -> QueryDict:
    """Return the part of a query string that stands under `names`, in their order."""
    kept = QueryDict(mutable=True)
    for name in names:
        if name in query:
            kept.setlist(name, query.getlist(name))
    kept._mutable = False
    return kept
