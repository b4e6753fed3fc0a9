"""Plain pages: how we count, what we hold."""

from flask import Blueprint, render_template


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/how-we-count", "how_we_count", how_we_count)
    site.add_url_rule("/privacy", "privacy", privacy)


def how_we_count(lang: str) -> str:  # noqa: ARG001
    """What the number proves, and what it does not."""
    return render_template("public/pages/how_we_count.html")


def privacy(lang: str) -> str:  # noqa: ARG001
    """What is held of a signatory, and for how long."""
    return render_template("public/pages/privacy.html")
