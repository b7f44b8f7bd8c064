"""What a reader of an article costs: built by Django, and kept by the page cache.

Run as `python -m bench.page_cache`; needs a published article (`make demo`). CPU time of
this process, and for a built page of its database connection too. Ratios of one run
carry over to other machines better than milliseconds do.
"""

import os
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicportal.settings.development")
os.environ["DEBUG"] = "0"
os.environ["PAGE_CACHE_SECONDS"] = "600"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from bench.printing import say  # noqa: E402
from civicportal.wsgi import application  # noqa: E402
from news.models import Article  # noqa: E402

HOST = settings.ALLOWED_HOSTS[0]
GZIP = {"HTTP_ACCEPT_ENCODING": "gzip"}
BUILT, KEPT = 300, 30_000


def main() -> None:
    article = Article.objects.public().news().newest().select_related("unit").first()
    if article is None:
        say("There is no article to read: load the demonstration with `make demo`.")
        return
    path = article.get_absolute_url()
    size = len(answer(path))
    built = milliseconds(lambda: answer(path, CONTENT_TYPE="application/x-none"), BUILT)
    kept = milliseconds(lambda: answer(path, **GZIP), KEPT)
    held = milliseconds(lambda: answer(path, HTTP_IF_NONE_MATCH="*"), KEPT)
    say(f"An article of {size / 1000:.0f} kB, CPU a request:")
    say(f"built by Django:    {built:8.3f} ms")
    say(f"kept, sent packed:  {kept:8.3f} ms, {built / kept:,.0f} ×")
    say(f"kept, 304:          {held:8.3f} ms, {built / held:,.0f} ×")


def answer(path: str, **more: str) -> bytes:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "HTTP_HOST": HOST,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        **more,
    }
    said: list[Any] = []
    parts = application(environ, lambda *words: said.extend(words))
    body = b"".join(parts)
    close = getattr(parts, "close", None)
    if close is not None:
        close()
    assert said[0][:3] in {"200", "304"}, said  # noqa: S101
    return body


def milliseconds(call: Callable[[], object], times: int) -> float:
    """Return CPU milliseconds a call, our database connection's included."""
    call()
    began = time.process_time() + database_seconds()
    for _number in range(times):
        call()
    return 1000 * (time.process_time() + database_seconds() - began) / times


def database_seconds() -> float:
    """CPU seconds of this connection's server process; 0 where it runs elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return (int(fields[-39]) + int(fields[-38])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
