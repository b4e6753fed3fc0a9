"""The API: a site that anyone's page or program may read, so many times a minute."""

from typing import cast

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import TooManyRequests

from app.web.api import views
from app.web.network import network_prefix
from app.web.turnstile import Turnstile

api = Blueprint("api", __name__, url_prefix="/api/v1")
views.add_routes(api)


@api.before_request
def _count() -> None:
    """Count a reading by its network; what a cache answers never comes here. Raises TooManyRequests."""
    turnstile = cast(Turnstile, current_app.extensions["vigil.read_turnstile"])
    if seconds := turnstile.wait_seconds(network_prefix(request.remote_addr)):
        raise TooManyRequests(retry_after=seconds)


@api.after_request
def _open_to_every_page(response: Response) -> Response:
    """Let scripts of other sites read it: it is public, and there is no cookie that could ride along."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
