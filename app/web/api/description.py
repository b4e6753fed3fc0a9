"""The OpenAPI description, made of the shapes themselves."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from app.web.api.shapes import (
    Campaigns,
    ChainQuery,
    Checkpoints,
    Deliveries,
    FullCampaign,
    ListQuery,
    Petition,
    Problem,
    SignedCheckpoint,
)

OPENAPI: Final = "3.1.0"
_REFERENCE: Final = "#/components/schemas/{name}"
_SLUG: Final = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[a-z0-9-]+$"}}
_PETITION: Final = {
    "name": "petition_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"},
}  # fmt: skip
_NUMBER: Final = {
    "name": "number", "in": "path", "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
}  # fmt: skip
_UNCHANGED: Final = {"description": "Not changed since the answer whose ETag was sent in If-None-Match."}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One address that programs may read: its parameters, and the shape it answers with."""

    path: str
    name: str
    summary: str
    shape: type[msgspec.Struct]
    parameters: tuple[dict[str, Any], ...] = ()
    query: type[msgspec.Struct] | None = None


OPERATIONS: Final = (
    Operation(
        path="/api/v1/campaigns", name="listCampaigns", summary="Public campaigns by slug, a page at a time.",
        shape=Campaigns, query=ListQuery,
    ),
    Operation(
        path="/api/v1/campaigns/{slug}", name="getCampaign", summary="One campaign with its petition, story and case.",
        shape=FullCampaign, parameters=(_SLUG,),
    ),
    Operation(
        path="/api/v1/petitions/{petition_id}", name="getPetition", summary="The count of a petition.",
        shape=Petition, parameters=(_PETITION,),
    ),
    Operation(
        path="/api/v1/petitions/{petition_id}/deliveries", name="listDeliveries",
        summary="The public deliveries of a petition.", shape=Deliveries, parameters=(_PETITION,),
    ),
    Operation(
        path="/api/v1/checkpoints", name="listCheckpoints", summary="The daily checkpoints, a page at a time.",
        shape=Checkpoints, query=ChainQuery,
    ),
    Operation(
        path="/api/v1/checkpoints/{number}", name="getCheckpoint", summary="One daily checkpoint.",
        shape=SignedCheckpoint, parameters=(_NUMBER,),
    ),
)  # fmt: skip


def describe_api(base_url: str) -> dict[str, Any]:
    """Return the whole description as JSON values."""
    shapes = [operation.shape for operation in OPERATIONS]
    _, schemas = msgspec.json.schema_components([*shapes, Problem], ref_template=_REFERENCE)
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Vigil",
            "version": "1",
            "summary": "Campaigns, petitions and counts, as the public pages show them.",
            "description": f"Limits, caching and the licence of the data: {base_url}/en/api",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": base_url}],
        "paths": {operation.path: {"get": _describe(operation)} for operation in OPERATIONS},
        "components": {"schemas": schemas},
    }


def _describe(operation: Operation) -> dict[str, Any]:
    parameters = [*operation.parameters, *(_query_parameters(operation.query) if operation.query else ())]
    wrong = {"400": _problem("The query is not one of those described here.")} if operation.query else {}
    missing = {"404": _problem("There is no such thing, or it is not public.")} if operation.parameters else {}
    answer = {
        "description": operation.summary,
        "headers": {
            "ETag": {"schema": {"type": "string"}, "description": "Send it back in If-None-Match."},
            "Cache-Control": {"schema": {"type": "string"}},
        },
        "content": {"application/json": {"schema": {"$ref": _REFERENCE.format(name=operation.shape.__name__)}}},
    }
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            "200": answer,
            "304": _UNCHANGED,
            **wrong,
            **missing,
            "429": _problem("Too much was read from your network; Retry-After says when to go on."),
            "503": _problem("The database is away and nothing was read before; Retry-After says when to try again."),
        },
    }


def _query_parameters(query: type[msgspec.Struct]) -> list[dict[str, Any]]:
    schema = msgspec.json.schema_components([query])[1][query.__name__]
    return [
        {"name": name, "in": "query", "required": False, "schema": dict(rules)}
        for name, rules in schema["properties"].items()
    ]


def _problem(why: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(name=Problem.__name__)}
    return {"description": why, "content": {"application/problem+json": {"schema": schema}}}
