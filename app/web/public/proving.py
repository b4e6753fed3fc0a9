"""Challenges of proof of work, handed out while a petition asks for it. Nothing is stored until one is solved."""

from uuid import UUID

import msgspec
from flask import Blueprint, Response

from app.core.clock import day_of, utc_now
from app.core.errors import NotFound
from app.signatures.proof import new_challenge
from app.web.public.surroundings import private, public_keys
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/petitions/<uuid:petition_id>/challenge", "challenge", challenge)


def challenge(lang: str, petition_id: UUID) -> Response:  # noqa: ARG001
    """A number to look for, another each time; there is none where nothing is asked."""
    board, now = reader().board(), utc_now()
    if not board.asks_proof(board.get_by_petition(petition_id)):
        raise NotFound("no proof is asked for")
    key = public_keys().challenges.find(day_of(now))
    if key is None:
        raise NotFound("no key to sign a challenge with")
    made = new_challenge(key, petition_id=petition_id, now=now)
    return private(Response(msgspec.json.encode(made), content_type="application/json"))
