"""Headers that every answer of a site has, put on outside Flask: there it cost a tenth of a signing."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


PUBLIC_POLICY: Final = (
    # Nothing connects, there is no script; but checkers fetch robots.txt from within the page.
    "default-src 'none'; connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
GUARDED_POLICY: Final = f"{PUBLIC_POLICY}; script-src 'self'"
"""Of the one page that asks for proof of work, while its petition is under attack."""


class FixedHeaders:
    """A WSGI application that adds headers to another's answers; one the other has set itself stays."""

    def __init__(self, wsgi_app: "WSGIApplication", headers: Mapping[str, str]) -> None:
        self._wsgi_app = wsgi_app
        self._headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does, with the headers."""

        def start(status: str, headers: list[tuple[str, str]], *exc_info: object) -> object:
            given = {name.lower() for name, _value in headers}
            missing = [header for name, header in self._headers if name not in given]
            return start_response(status, headers + missing, *exc_info)  # type: ignore[arg-type]

        return self._wsgi_app(environ, start)  # type: ignore[arg-type]
