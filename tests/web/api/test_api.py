"""The API as programs meet it: shapes, pages, caching, errors, limits, and scripts of other sites."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from app.web.turnstile import Turnstile
from tests.factories import OpenPetition

CAMPAIGNS: Final = "/api/v1/campaigns"


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    """The OpenAPI description as it is served."""
    answer = client.get("/api/v1/openapi.json")
    assert answer.content_type == "application/json"
    return answer.get_json()


@pytest.fixture
def check(client: FlaskClient, description: dict[str, Any]) -> Callable[..., Any]:
    """Fetch an address of a path that is described; hold the answer against its schema; return it."""

    def fetch(path: str, status: int = 200, **values: object) -> Any:
        answer = client.get(path.format(**values))
        assert answer.status_code == status, answer.text
        responses = description["paths"][path.partition("?")[0]]["get"]["responses"]
        ((media_type, content),) = responses[str(status)]["content"].items()
        assert answer.mimetype == media_type
        schema = content["schema"] | {"components": description["components"]}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.get_json())
        return answer.get_json()

    return fetch


def test_the_description_is_sound(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    known = set(description["components"]["schemas"])
    assert {reference.rpartition("/")[2] for reference in _references(description)} <= known


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for each in node.values():
            yield from _references(each)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)


def test_every_sample_keeps_to_the_description(check: Callable[..., Any], samples: None) -> None:
    listed = check(CAMPAIGNS)["campaigns"]
    assert len(listed) >= 6
    assert listed == sorted(listed, key=lambda each: each["slug"])
    for each in listed:
        full = check(CAMPAIGNS + "/{slug}", slug=each["slug"])
        told_more = {"petition", "prisoners"}
        assert {name: full[name] for name in each if name not in told_more} == {
            name: value for name, value in each.items() if name not in told_more
        }
        for brief, whole in zip(each["prisoners"], full["prisoners"], strict=True):
            assert brief | whole == whole
        count = check("/api/v1/petitions/{petition_id}", petition_id=full["petition"]["id"])
        assert count == each["petition"]
        assert full["petition"] | count == full["petition"]
        assert check("/api/v1/petitions/{petition_id}/deliveries", petition_id=count["id"])["petition"] == count["id"]


def test_a_campaign_is_told_with_its_sources_and_its_pages(check: Callable[..., Any], samples: None) -> None:
    told = check(CAMPAIGNS + "/{slug}", slug="stop-torturing-maryam")
    assert told["prisoners"][0]["names"]["fa"] == "مریم اکبری منفرد"
    assert told["prisoners"][0]["detained_since"] == "2009-12"
    assert all(event["sources"] for event in told["prisoners"][0]["events"])
    assert told["pages"]["fa"].endswith("/fa/campaigns/stop-torturing-maryam")
    assert told["is_sample"]


def test_pages_follow_each_other_by_slug(client: FlaskClient, samples: None) -> None:
    everything = [each["slug"] for each in client.get(CAMPAIGNS).get_json()["campaigns"]]
    seen, address = [], f"{CAMPAIGNS}?limit=2&language=fa"
    while address:
        page = client.get(address[address.index("/api/") :]).get_json()
        assert len(page["campaigns"]) <= 2
        seen += [each["slug"] for each in page["campaigns"]]
        address = page["next"]
    assert seen == everything


def test_a_page_after_a_campaign_that_went_away_still_follows(client: FlaskClient, samples: None) -> None:
    page = client.get(f"{CAMPAIGNS}?after=sample-prisoner-aa").get_json()
    assert page["campaigns"][0]["slug"] == "sample-prisoner-b"


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=", "limit=1&limit=2", "after=%00", "after=A", "after=", "language=xx",
     "language=", "page=2", "after=" + "x" * 101],
)  # fmt: skip
def test_a_query_that_is_none_of_ours_is_refused(check: Callable[..., Any], query: str) -> None:
    problem = check(f"{CAMPAIGNS}?{query}", status=400)
    assert (problem["status"], problem["type"]) == (400, "about:blank")


def test_problems_are_told_in_one_language_whoever_asks(client: FlaskClient) -> None:
    told = [client.get("/api/v1/nothing", headers={"Accept-Language": lang}) for lang in ("fa", "en")]
    assert {answer.content_type for answer in told} == {"application/problem+json"}
    assert {answer.get_json()["title"] for answer in told} == {"There is no such page"}


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, samples: None) -> None:
    for path in (CAMPAIGNS, f"{CAMPAIGNS}/sample-prisoner-a", "/api/v1/openapi.json"):
        first = client.get(path)
        assert first.headers["Vary"] == "Accept-Encoding"
        assert "max-age=0" in first.headers["Cache-Control"]
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_scripts_of_other_sites_may_read_it(client: FlaskClient, petition: OpenPetition) -> None:
    path = f"/api/v1/petitions/{petition.id}"
    for answer in (client.get(path), client.get(f"{CAMPAIGNS}/none"), client.options(path)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = client.options(path, headers={"Access-Control-Request-Headers": "if-none-match"})
    assert asked.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert client.post(path).status_code == 405
    assert "Access-Control-Allow-Origin" not in client.get(f"/en/campaigns/{petition.campaign.slug}").headers


def test_a_network_that_reads_too_much_waits_and_others_do_not(
    client: FlaskClient, petition: OpenPetition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(client.application.extensions, "vigil.read_turnstile", Turnstile(3))

    def read(address: str) -> TestResponse:
        """What is kept in memory costs nothing and is not counted, so each asks for something else."""
        return client.get(f"/api/v1/petitions/{petition.id}?{address}", environ_overrides={"REMOTE_ADDR": address})

    assert [read(f"1.2.3.{n}").status_code for n in range(4)] == [200, 200, 200, 429]
    refused = read("1.2.3.9")
    assert refused.get_json()["status"] == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert read("1.2.4.1").status_code == 200
