"""What somebody sends: never more than its page takes, and files in memory alone.

An upload may be a list of names or a picture of signed sheets. Werkzeug would keep a larger one in a temporary file.
"""

from io import BytesIO
from typing import IO

from flask import Flask, Request, current_app, request

from app.core.limits import FORM_BYTES
from app.web.console.guard import needs_of
from app.web.console.signed_in import cookie_token


class RequestInMemory(Request):
    """A request whose files are never written to a disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - werkzeug's names
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return BytesIO()


def install_bodies(flask_app: Flask) -> None:
    """Limit what is read of a request before anything reads it: to be installed first."""
    flask_app.request_class = RequestInMemory
    flask_app.before_request(_limit_body)


def _limit_body() -> None:
    """Take the size a view asks for from whoever brings the cookie of a session; of strangers only a form."""
    view = current_app.view_functions.get(request.endpoint or "")
    has_needs = view is not None and hasattr(view, "vigil_needs")
    request.max_content_length = needs_of(view).body_bytes if view and has_needs and cookie_token() else FORM_BYTES
