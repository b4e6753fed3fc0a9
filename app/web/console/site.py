"""The console: where organisers and staff work, apart from the public site in process, role and port."""

from typing import Final

from flask import Flask, Response, g, redirect, request, url_for
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts.rules import SESSION_LONGEST
from app.accounts.security import install_security
from app.core.settings import Settings
from app.web.account.site import account_site
from app.web.addresses import WholeNumber
from app.web.answers import install_error_pages
from app.web.console.bodies import install_bodies
from app.web.console.entry import install_entry
from app.web.console.guard import open_to_all
from app.web.console.printing import install_printing
from app.web.console.wording import install_wording
from app.web.headers import FixedHeaders
from app.web.health import health
from app.web.organiser.site import organiser_site
from app.web.places import Places
from app.web.staff.site import staff_site
from app.web.static import serve_static

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:;"
        " font-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "interest-cohort=(), geolocation=(), camera=(), microphone=(),"
        " publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
}
_OVER_HTTPS: Final = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def install_console_site(flask_app: Flask) -> None:
    """Put the sites for accounts, organisers and staff together, behind one guard."""
    settings: Settings = flask_app.extensions["vigil.settings"]
    is_secure = settings.console_url.startswith("https://")
    flask_app.config.update(
        BASE_URL=settings.console_url,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="__Host-vigil" if is_secure else "vigil_console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=SESSION_LONGEST,
        WTF_CSRF_SSL_STRICT=False,  # Tor and careful browsers send no Referer
        WTF_CSRF_TIME_LIMIT=None,  # as long as its session: who writes for an evening loses nothing
        ERROR_TEMPLATE="errors/console.html",
    )
    install_bodies(flask_app)
    install_printing(flask_app)
    flask_app.url_map.converters["int"] = WholeNumber
    CSRFProtect(flask_app)
    install_security(
        flask_app,
        secret=settings.secret_key,
        console_url=settings.console_url,
        is_test=settings.environment == "test",
    )
    for site in (account_site(), organiser_site(), staff_site(), health):
        flask_app.register_blueprint(site)
    flask_app.add_url_rule("/", "front_door", front_door)
    install_entry(flask_app)
    install_wording(flask_app)
    install_error_pages(flask_app)
    flask_app.after_request(_finish)
    flask_app.wsgi_app = Places(flask_app)  # type: ignore[method-assign]
    flask_app.wsgi_app = FixedHeaders(flask_app.wsgi_app, _HEADERS | (_OVER_HTTPS if is_secure else {}))  # type: ignore[method-assign]
    serve_static(flask_app)
    if settings.trusted_proxies:
        flask_app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            flask_app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=0
        )


@open_to_all()
def front_door() -> Response:
    """Lead on to where the reader works."""
    if g.actor is None:
        return redirect(url_for("account.sign_in"))  # type: ignore[return-value]
    if g.actor.is_staff:
        return redirect(url_for("staff.home"))  # type: ignore[return-value]
    if len(g.memberships) == 1:
        return redirect(url_for("organiser.home", organisation=g.memberships[0].organisation.slug))  # type: ignore[return-value]
    return redirect(url_for("account.home"))  # type: ignore[return-value]


def _finish(response: Response) -> Response:
    """Nothing of the console is kept by anybody, but what its address names for ever."""
    if request.endpoint is not None:
        response.headers["Cache-Control"] = "no-store"
    return response
