"""The console: where organisers and staff work, apart from the public site in process, role and port."""

from flask import Flask

from app.web.health import health


def install_console_site(flask_app: Flask) -> None:
    """Add what the console answers to."""
    flask_app.register_blueprint(health)
