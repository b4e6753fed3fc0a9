"""An upload becomes what the site shows, or is refused; either way nothing of the upload stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from app.pictures.making import PictureMaker
from app.pictures.models import Picture, PictureState, Refusal
from app.pictures.services import add_picture, remove_picture
from app.pictures.store import PictureStore
from tests.factories.pictures import draw, with_metadata, written

ALT = {"en": "Bands of colour", "fa": "نوارهای رنگی"}


@pytest.fixture
def maker(worker_app: Flask, tmp_path: Path) -> Iterator[PictureMaker]:
    with worker_app.app_context():
        yield PictureMaker(PictureStore(tmp_path / "var"), tmp_path / "work")


def upload(session: Session, content: bytes) -> Picture:
    picture = add_picture(session, content, alt=ALT, focus=(0.5, 0.4), languages=("en", "fa"))
    session.commit()
    return picture


def read(session: Session, picture: Picture) -> Picture:
    session.rollback()
    loaded = selectinload(Picture.variants), undefer(Picture.original)
    query = select(Picture).where(Picture.id == picture.id).options(*loaded)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def test_an_upload_is_made_once(maker: PictureMaker, owner_session: Session, tmp_path: Path) -> None:
    picture = upload(owner_session, with_metadata("JPEG"))
    assert maker.make_next() == picture.id
    assert maker.make_next() is None
    made = read(owner_session, picture)
    assert (made.state, made.original, made.refusal) == (PictureState.READY, None, None)
    assert {(each.kind.value, each.width, each.height) for each in made.variants} == {
        (kind, 480, 600) for kind in ("avif", "webp", "jpg")
    }
    assert all(maker.store.has(each.digest, each.kind.value) for each in made.variants)
    assert list((tmp_path / "work").iterdir()) == []


def test_a_refusal_is_kept_and_the_upload_is_not(maker: PictureMaker, owner_session: Session, tmp_path: Path) -> None:
    picture = upload(owner_session, b"<svg/>")
    maker.make_next()
    made = read(owner_session, picture)
    assert (made.state, made.original, made.refusal) == (PictureState.REFUSED, None, Refusal.SVG)
    assert list((tmp_path / "work").iterdir()) == []


def test_a_darkroom_that_breaks_is_not_entered_again(worker_app: Flask, owner_session: Session, tmp_path: Path) -> None:
    picture = upload(owner_session, written(draw()))
    maker = PictureMaker(PictureStore(tmp_path / "var"), tmp_path / "work", time_limit_seconds=0.001)
    with worker_app.app_context():
        assert maker.make_next() == picture.id
        assert maker.make_next() is None
    assert read(owner_session, picture).refusal is Refusal.BROKE_THE_DARKROOM
    assert list((tmp_path / "work").iterdir()) == []


def test_a_picture_removed_meanwhile_stays_away(maker: PictureMaker, owner_session: Session) -> None:
    upload(owner_session, written(draw(500, 625)))
    gone = upload(owner_session, b"<svg/>")
    remove_picture(owner_session, gone.id)
    owner_session.commit()
    while maker.make_next():
        pass
    assert owner_session.scalar(select(Picture).where(Picture.id == gone.id)) is None
