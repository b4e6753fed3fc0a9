"""Campaigns, petitions, counts and deliveries for programs. Nothing here is more than the pages show."""

from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest

from app.checkpoints.queries import get_checkpoint, list_after
from app.core.db import unit_of_work
from app.web.addresses import full_url_for
from app.web.api import renderings
from app.web.api.description import describe_api
from app.web.api.shapes import Campaign, Campaigns, ChainQuery, Checkpoints, Deliveries, ListQuery
from app.web.reading import reader

Query = TypeVar("Query", bound=msgspec.Struct)


def add_routes(api: Blueprint) -> None:
    """Say which address leads to which view."""
    api.add_url_rule("/openapi.json", "openapi", openapi)
    api.add_url_rule("/campaigns", "campaigns", campaigns)
    api.add_url_rule("/campaigns/<slug>", "campaign", campaign)
    api.add_url_rule("/petitions/<uuid:petition_id>", "petition", petition)
    api.add_url_rule("/petitions/<uuid:petition_id>/deliveries", "deliveries", deliveries)
    api.add_url_rule("/checkpoints", "checkpoints", checkpoints)
    api.add_url_rule("/checkpoints/<int:number>", "checkpoint", checkpoint)


def openapi() -> Response:
    """The description of all this (OpenAPI 3.1)."""
    return _json(describe_api(current_app.config["BASE_URL"]))


def campaigns() -> Response:
    """Every public campaign by its slug, a page at a time."""
    asked = _list_query()
    board = reader().board()
    matching = sorted(
        (each for each in board.campaigns if not asked.language or asked.language in each.languages),
        key=lambda each: each.slug,
    )
    page = [each for each in matching if not asked.after or each.slug > asked.after][: asked.limit + 1]
    shown = [renderings.campaign(each, board.tally_of(each), board.apart_of(each)) for each in page[: asked.limit]]
    return _json(Campaigns(campaigns=shown, next=_next(asked, shown) if len(page) > asked.limit else None))


def campaign(slug: str) -> Response:
    """One campaign with its petition, story and case."""
    board = reader().board()
    found = board.get_campaign(slug)
    return _json(renderings.full_campaign(found, board.tally_of(found), board.apart_of(found)))


def petition(petition_id: UUID) -> Response:
    """The count of a petition."""
    board = reader().board()
    found = board.get_by_petition(petition_id)
    return _json(renderings.petition(found, board.tally_of(found), board.apart_of(found)))


def deliveries(petition_id: UUID) -> Response:
    """The public deliveries of a petition."""
    found = reader().board().get_by_petition(petition_id)
    records = reader().deliveries()
    lines = [renderings.delivery(each, records.get(each.id) if each.id else None) for each in found.deliveries]
    return _json(Deliveries(petition=petition_id, deliveries=lines))


def checkpoints() -> Response:
    """Every checkpoint by its number, a page at a time."""
    asked = _query(ChainQuery)
    with unit_of_work() as session:
        rows = list_after(session, asked.after, limit=asked.limit + 1)
    shown = [renderings.checkpoint(row) for row in rows[: asked.limit]]
    is_last = len(rows) <= asked.limit
    following = (
        None if is_last else full_url_for("api.checkpoints", after=rows[asked.limit - 1].number, limit=asked.limit)
    )
    return _json(Checkpoints(checkpoints=shown, next=following))


def checkpoint(number: int) -> Response:
    """One checkpoint."""
    with unit_of_work() as session:
        return _json(renderings.checkpoint(get_checkpoint(session, number)))


def _list_query() -> ListQuery:
    """Read the query of a list of campaigns."""
    return _query(ListQuery)


def _query(shape: type[Query]) -> Query:
    """Read the query; raise BadRequest where it is not one of ours."""
    if any(len(values) > 1 for values in request.args.listvalues()):
        raise BadRequest
    try:
        return msgspec.convert(request.args.to_dict(), shape, strict=False)
    except msgspec.ValidationError:
        raise BadRequest from None


def _next(asked: ListQuery, shown: list[Campaign]) -> str:
    query = cast(dict[str, Any], msgspec.to_builtins(asked)) | {"after": shown[-1].slug}
    return full_url_for("api.campaigns", **query)


def _json(answer: msgspec.Struct | dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(answer), mimetype="application/json")
