"""Sharing on Mastodon, where everybody has a server of their own and no company stands between.

The reader types the server and gets a plain link to its own page for posting. We never redirect there: a redirect
to whatever a link names would lend our address to anybody's trap, and a browser would take it for a form sent
elsewhere, which our policy forbids.
"""

import re
from typing import Final

import idna
from flask import Blueprint, Response, make_response, render_template, request

from app.web.public.surroundings import private
from app.web.reading import reader

_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LAST_LABEL: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_LONGEST_HOST: Final = 253


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/<slug>/share/mastodon", "share_mastodon", show)


def show(lang: str, slug: str) -> Response:  # noqa: ARG001 - the path's language is taken by the site
    """Ask for the server; show the link to it."""
    campaign = reader().board().get_campaign(slug)
    typed = request.args.get("server", "")
    page = render_template(
        "public/campaigns/mastodon.html",
        campaign=campaign,
        typed=typed[:_LONGEST_HOST] if typed.isprintable() else "",
        server=server_of(typed),
    )
    return private(make_response(page))


def server_of(typed: str) -> str | None:
    """Return the host that is meant by ``mastodon.example``, ``https://mastodon.example/`` or ``@me@mastodon.example``.

    None for anything that is no plain public host name: a port, a path, an IP address, a name without a dot.
    """
    host = typed.strip().lower().removeprefix("https://").removesuffix("/").rpartition("@")[2]
    try:
        host = idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
    labels = host.split(".")
    is_host = len(labels) > 1 and len(host) <= _LONGEST_HOST and all(map(_LABEL.fullmatch, labels))
    return host if is_host and _LAST_LABEL.fullmatch(labels[-1]) else None
