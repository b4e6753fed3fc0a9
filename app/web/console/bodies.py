"""What somebody sends: never more than its page takes, and files in memory alone.

An upload may be a list of names or a picture of signed sheets. Werkzeug would keep a larger one in a temporary file.
"""

from io import BytesIO
from typing import IO
from urllib.parse import parse_qsl

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from app.core.limits import FORM_BYTES
from app.web.console.guard import needs_of
from app.web.console.signed_in import cookie_token


class PlainParser(FormDataParser):
    """Reads a form as it was meant: werkzeug would keep bytes that are no UTF-8 as ``%FF``, as if that were typed.

    In their place stands U+FFFD, as in forms with files; whoever reads the field says so beside it.
    """

    def _parse_urlencoded(
        self,
        stream: IO[bytes],
        mimetype: str,  # noqa: ARG002 - werkzeug's names
        content_length: int | None,  # noqa: ARG002
        options: dict[str, str],  # noqa: ARG002
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        items = parse_qsl(stream.read().decode(errors="replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(items), self.cls()


class RequestInMemory(Request):
    """A request whose files are never written to a disk."""

    form_data_parser_class = PlainParser

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
