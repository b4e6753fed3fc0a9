"""Vigil: advocacy campaigns and petitions for individual prisoners."""

from pathlib import Path

from flask import Flask

from app.accounts.security import install_security
from app.core.crypto import Keyring, PublicKeys
from app.core.db import db, psycopg_url
from app.core.logs import configure_logs
from app.core.settings import Settings, Site, load_settings
from app.signatures.letterbox import Letterbox
from app.web.console.site import install_console_site
from app.web.public.site import install_public_site
from app.web.templating import install_templating

_ROLE_OF_SITE = {"public": "public", "console": "console", "worker": "worker", "operator": "owner"}
_STATEMENT_SECONDS = {"public": 5, "console": 15, "worker": 600, "operator": 0}


def create_app(site: Site, settings: Settings | None = None) -> Flask:
    """Build the Flask application of one kind of process: ``public``, ``console``, ``worker`` or ``operator``.

    Each connects to the database in its own role and has only the keys it may have. Raises UnsafeSettings.
    """
    settings = settings or load_settings(site)
    configure_logs(settings)
    flask_app = Flask("app", root_path=str(Path(__file__).parent), static_folder=None, template_folder="../templates")
    flask_app.config.update(
        BASE_URL=settings.base_url,
        CONSOLE_URL=settings.console_url,
        SECRET_KEY=settings.secret_key or None,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        SQLALCHEMY_DATABASE_URI=psycopg_url(settings.database_urls[_ROLE_OF_SITE[site]]),
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "pool_size": 20,
            "pool_timeout": 5,
            "connect_args": {
                "connect_timeout": 3,
                "application_name": f"vigil-{site}",
                "options": f"-c statement_timeout={_STATEMENT_SECONDS[site]}s -c timezone=UTC",
            },
        },
        TEMPLATES_AUTO_RELOAD=False,
    )
    flask_app.extensions["vigil.settings"] = settings
    db.init_app(flask_app)
    install_templating(flask_app, speaks_console=site != "public")
    if site == "public":
        flask_app.extensions["vigil.public_keys"] = PublicKeys(settings.keys)
        flask_app.extensions["vigil.letterbox"] = Letterbox(settings.database_urls["public"])
        install_public_site(flask_app)
    elif site == "console":
        install_console_site(flask_app)
    else:
        if site == "operator":
            install_security(
                flask_app,
                secret=settings.secret_key,
                console_url=settings.console_url,
                is_test=settings.environment == "test",
            )
        flask_app.extensions["vigil.keyring"] = Keyring(settings.keys)
    return flask_app
