"""Page loads are counted by petition, hour and source code, and by nothing else."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.jobs import celery
from app.tallies.loads import CODES_A_PETITION, OTHER_CODES, fold_loads, list_sources, write_loads
from app.tallies.models import PageLoad, PageLoadBucket
from app.web.public.loads import KEYS_AT_MOST, PageLoads
from tasks import tallies
from tests.factories import OpenPetition
from tests.web.visitor import Visitor


@pytest.fixture
def at_once(public_app: Flask) -> None:
    """Write every load as it comes."""
    public_app.extensions["vigil.loads"] = PageLoads(pause_seconds=0)


@pytest.fixture
def worker(worker_app: Flask) -> Iterator[None]:
    celery.flask_app = worker_app
    yield
    del celery.flask_app


def _buckets(session: Session) -> list[tuple[object, ...]]:
    session.rollback()
    rows = session.execute(
        select(PageLoadBucket.source_code, PageLoadBucket.count).order_by(PageLoadBucket.source_code)
    )
    return [tuple(row) for row in rows]


def test_loads_are_folded_by_code(
    at_once: None, worker: None, visitor: Visitor, campaign_path: str, petition: OpenPetition, owner_session: Session
) -> None:
    for query in ("", "?s=telegram", "?s=telegram", "?s=%00"):
        visitor.get(campaign_path + query)
    visitor.client.head(campaign_path)
    visitor.get(f"{campaign_path}/nothing", status=404)
    visitor.get("/en/campaigns/nobody", status=404)
    tallies.fold_loads()
    assert _buckets(owner_session) == [("", 2), ("telegram", 2)]
    assert owner_session.scalars(select(PageLoadBucket.hour).distinct()).one() == to_hour(utc_now())
    assert owner_session.scalars(select(PageLoad)).all() == []
    assert [(each.code, each.loads, each.confirmed) for each in list_sources(owner_session, petition.id)] == [
        ("", 2, 0),
        ("telegram", 2, 0),
    ]


def test_nothing_is_written_before_a_minute(visitor: Visitor, campaign_path: str, owner_session: Session) -> None:
    visitor.get(f"{campaign_path}?s=x")
    owner_session.rollback()
    assert owner_session.scalars(select(PageLoad)).all() == []


def test_made_up_codes_fill_neither_memory_nor_tables(
    worker: None, public_app: Flask, petition: OpenPetition, owner_session: Session, visitor: Visitor
) -> None:
    loads = public_app.extensions["vigil.loads"]
    for number in range(KEYS_AT_MOST + 49):
        assert loads.count(petition.campaign.slug, f"c{number}") is None
    loads._pause = 0
    visitor.get(f"/en/campaigns/{petition.campaign.slug}?s=last")
    assert len(owner_session.scalars(select(PageLoad)).all()) == KEYS_AT_MOST + 1
    tallies.fold_loads()
    buckets = dict(_buckets(owner_session))
    assert len(buckets) == CODES_A_PETITION + 1
    assert sum(buckets.values()) == KEYS_AT_MOST + 50
    assert buckets[OTHER_CODES] == KEYS_AT_MOST + 50 - CODES_A_PETITION


def test_a_page_that_is_kept_or_unchanged_is_a_load_too(
    at_once: None, worker: None, visitor: Visitor, campaign_path: str, owner_session: Session
) -> None:
    etag = visitor.get(campaign_path).response.headers["ETag"]
    assert visitor.client.get(campaign_path, headers={"If-None-Match": etag}).status_code == 304
    tallies.fold_loads()
    assert _buckets(owner_session) == [("", 2)]


def test_what_cannot_be_written_is_kept(
    at_once: None, visitor: Visitor, campaign_path: str, public_app: Flask, engines: dict[str, Engine]
) -> None:
    with engines["owner"].begin() as owner:
        owner.execute(text("REVOKE INSERT ON vigil.page_load FROM vigil_public"))
        owner.execute(
            text("REVOKE INSERT (petition_id, hour, source_code, count) ON vigil.page_load FROM vigil_public")
        )
    try:
        visitor.get(campaign_path)
        assert sum(public_app.extensions["vigil.loads"]._counted.values()) == 1
    finally:
        with engines["owner"].begin() as owner:
            owner.execute(
                text("GRANT INSERT (petition_id, hour, source_code, count) ON vigil.page_load TO vigil_public")
            )


def test_folding_twice_adds(session: Session, petition: OpenPetition) -> None:
    for _ in range(2):
        write_loads(session, {(petition.id, to_hour(utc_now()), "x"): 3})
        assert fold_loads(session) == 1
    assert session.scalars(select(PageLoadBucket.count)).one() == 6
