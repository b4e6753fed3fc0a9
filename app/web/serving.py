"""The applications as a WSGI server loads them, one for each site."""

from flask import Flask

from app import create_app


def public() -> Flask:
    """The public site."""
    return create_app("public")


def console() -> Flask:
    """The console."""
    return create_app("console")
