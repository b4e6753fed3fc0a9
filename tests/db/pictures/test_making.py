"""An upload becomes what the site shows, or is refused; either way nothing of the upload stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from app.core.errors import NotFound
from app.pictures.errors import FocusOutside
from app.pictures.making import PictureMaker
from app.pictures.models import Picture, PictureState, Refusal
from app.pictures.queries import list_digests
from app.pictures.services import add_picture, cut_anew, remove_picture
from app.pictures.store import PictureStore
from tests.factories import add_organisation
from tests.factories.pictures import SECRETS, draw, quadrants, with_metadata, written

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


def test_a_finished_picture_is_cut_anew_from_the_whole_that_was_kept(
    maker: PictureMaker, owner_session: Session
) -> None:
    picture = upload(owner_session, written(draw(800, 625)))
    maker.make_next()
    before = read(owner_session, picture)
    again = cut_anew(owner_session, before.id, focus=(0.9, 0.4))
    owner_session.commit()
    assert maker.make_next() == again.id
    made = read(owner_session, again)
    assert (made.state, made.cut_from_id, made.whole_digest) == (PictureState.READY, None, before.whole_digest)
    assert {each.digest for each in made.variants}.isdisjoint(each.digest for each in before.variants)
    assert read(owner_session, picture).state is PictureState.READY


def test_the_whole_is_kept_silent_and_no_larger_than_it_must_be(maker: PictureMaker, owner_session: Session) -> None:
    small, large = upload(owner_session, with_metadata("JPEG")), upload(owner_session, written(quadrants(4000, 3000)))
    while maker.make_next():
        pass
    wholes = [read(owner_session, each) for each in (small, large)]
    assert [(each.whole_width, each.whole_height) for each in wholes] == [(500, 625), (2000, 1500)]
    kept = maker.store.path(f"{wholes[0].whole_digest}.jpg").read_bytes()
    assert [secret for secret in SECRETS if secret in kept] == []
    assert {each.whole_digest for each in wholes} <= list_digests(owner_session)


def test_a_whole_that_is_gone_refuses_the_cut_and_no_other(maker: PictureMaker, owner_session: Session) -> None:
    picture = upload(owner_session, written(draw(500, 625)))
    maker.make_next()
    again = cut_anew(owner_session, read(owner_session, picture).id, focus=(0.2, 0.2))
    owner_session.commit()
    maker.store.path(f"{read(owner_session, picture).whole_digest}.jpg").unlink()
    maker.make_next()
    assert read(owner_session, again).refusal is Refusal.UNREADABLE
    assert read(owner_session, picture).state is PictureState.READY


def test_nothing_is_cut_from_another_organisation_s_picture(maker: PictureMaker, owner_session: Session) -> None:
    picture = upload(owner_session, written(draw(500, 625)))
    maker.make_next()
    stolen = Picture(
        alt=ALT, focus_x=0.5, focus_y=0.5, cut_from_id=picture.id, organisation_id=add_organisation(owner_session).id
    )
    owner_session.add(stolen)
    owner_session.commit()
    maker.make_next()
    assert read(owner_session, stolen).state is PictureState.REFUSED


def test_what_keeps_no_whole_is_not_cut(owner_session: Session) -> None:
    picture = Picture(alt=ALT, focus_x=0.5, focus_y=0.5, state=PictureState.READY)
    owner_session.add(picture)
    owner_session.flush()
    with pytest.raises(NotFound):
        cut_anew(owner_session, picture.id, focus=(0.2, 0.2))
    with pytest.raises(FocusOutside):
        cut_anew(owner_session, picture.id, focus=(0.2, 1.2))


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
