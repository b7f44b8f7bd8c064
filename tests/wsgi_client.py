"""Ask a WSGI application as a server does, and have the answer checked as one would."""

from dataclasses import dataclass
from io import BytesIO
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    pairs: list[tuple[str, str]]
    body: bytes

    @property
    def text(self):
        return self.body.decode()


def ask(application, address="/", *, body=b"", **environ):
    """Ask for `address` at http://testserver; keywords are WSGI's own names."""
    path, _, query = address.partition("?")
    given = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **environ,
    }
    setup_testing_defaults(given)
    said = []
    parts = validator(application)(given, lambda *words: said.extend(words))
    content = b"".join(parts)
    parts.close()
    return Answer(int(said[0][:3]), dict(said[1]), said[1], content)
