"""The public site: its guard, its blueprints, its answers' headers. No session, no cookie, nobody signed in."""

from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.languages import LANGUAGES
from app.core.limits import FORM_BYTES
from app.core.settings import Settings
from app.web.addresses import WholeNumber
from app.web.answers import install_error_pages
from app.web.api.site import api
from app.web.dev.site import DEVELOPMENT
from app.web.headers import PUBLIC_POLICY, FixedHeaders
from app.web.health import health
from app.web.kept_pages import SHARED, PageKeeper
from app.web.places import Places
from app.web.public import (
    campaigns,
    checking,
    checkpoints,
    confirming,
    countries,
    embedding,
    feeds,
    finding,
    groups,
    letters,
    mastodon,
    memorials,
    messages,
    organisations,
    pages,
    prisoners,
    prisons,
    private_pages,
    proving,
    signing,
    unsubscribing,
    updates,
)
from app.web.public.loads import LoadCounter, PageLoads
from app.web.public.pictures import pictures
from app.web.public.root import root
from app.web.public.signing_lane import SigningLane
from app.web.public.standing_still import refuse_changes
from app.web.public.tokens import TokenConverter
from app.web.reading import Reader
from app.web.static import serve_static
from app.web.templating import reader_language
from app.web.turnstile import Turnstile

_HEADERS: Final = {
    "Content-Security-Policy": PUBLIC_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=(), geolocation=(), camera=(), microphone=()",
}
_STORIES: Final = (
    campaigns,
    checking,
    checkpoints,
    confirming,
    countries,
    embedding,
    feeds,
    finding,
    groups,
    letters,
    mastodon,
    memorials,
    messages,
    organisations,
    pages,
    prisoners,
    prisons,
    private_pages,
    proving,
    signing,
    unsubscribing,
    updates,
)
_UNLISTED: Final = frozenset(
    {
        "public.check_mail",
        "public.thanks",
        "public.deleted",
        "public.private_page_asked",
        "public.embed",
        "public.unsubscribed",
    }
)
"""Pages that may be kept by caches and are nothing to find by searching."""
_BARE: Final = frozenset({303, 304})
_OVER_HTTPS: Final = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def install_public_site(flask_app: Flask) -> None:
    """Add everything that anyone on the internet may reach."""
    settings: Settings = flask_app.extensions["vigil.settings"]
    flask_app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=50,
        WTF_CSRF_ENABLED=False,
        SECRET_KEY=None,  # nothing is signed here: without a key Flask neither reads nor writes a session
    )
    flask_app.extensions["vigil.reader"] = Reader()
    flask_app.extensions["vigil.loads"] = PageLoads()
    flask_app.extensions["vigil.form_turnstile"] = Turnstile(settings.forms_per_minute)
    flask_app.extensions["vigil.read_turnstile"] = Turnstile(settings.reads_per_minute)
    flask_app.url_map.converters |= {"token": TokenConverter, "int": WholeNumber}
    public = Blueprint("public", __name__, url_prefix=f"/<any({','.join(LANGUAGES)}):lang>")
    public.url_value_preprocessor(_take_language)
    public.before_request(refuse_changes)
    for story in _STORIES:
        story.add_routes(public)
    flask_app.register_blueprint(public)
    flask_app.register_blueprint(pictures)
    flask_app.register_blueprint(api)
    flask_app.register_blueprint(root)
    flask_app.register_blueprint(health)
    if settings.mailbox is not None:
        for site in DEVELOPMENT:
            flask_app.register_blueprint(site)
    flask_app.add_url_rule("/", "front_door", _front_door)
    flask_app.config["COMPRESS_REGISTER"] = False
    flask_app.extensions["vigil.compress"] = Compress(flask_app)
    flask_app.after_request(_finish)
    install_error_pages(flask_app)
    flask_app.wsgi_app = SigningLane(flask_app.wsgi_app, flask_app)  # type: ignore[method-assign]
    flask_app.wsgi_app = Places(flask_app)  # type: ignore[method-assign]
    flask_app.wsgi_app = PageKeeper(flask_app.wsgi_app, lambda: flask_app.extensions["vigil.reader"].pages)  # type: ignore[method-assign]
    flask_app.wsgi_app = LoadCounter(flask_app.wsgi_app, flask_app)  # type: ignore[method-assign]
    secure = settings.base_url.startswith("https://")
    flask_app.wsgi_app = FixedHeaders(flask_app.wsgi_app, _HEADERS | (_OVER_HTTPS if secure else {}))  # type: ignore[method-assign]
    serve_static(flask_app)
    if settings.trusted_proxies:
        flask_app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            flask_app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=0
        )


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.lang = (values or {})["lang"]


def _front_door() -> Response:
    """Lead to the reader's language. Nothing is remembered beyond the path."""
    answer = redirect(url_for("public.home", lang=reader_language()), code=302)
    answer.headers["Vary"] = "Accept-Language"
    return answer  # type: ignore[return-value]


def _finish(response: Response) -> Response:
    """Say who may keep an answer. A page that is the same for everybody is compressed where it is kept."""
    if "Cache-Control" not in response.headers:
        is_shared = request.method == "GET" and response.status_code == 200 and not response.is_streamed
        response.headers["Cache-Control"] = SHARED if is_shared else "no-store"
    if request.method == "GET" and (response.headers["Cache-Control"] != SHARED or request.endpoint in _UNLISTED):
        response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code in _BARE or response.headers["Cache-Control"] == SHARED:
        return response
    compressor: Compress = current_app.extensions["vigil.compress"]
    return compressor.after_request(response)
