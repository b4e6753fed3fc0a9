"""The folder of finished files: one name, one content."""

import os
from datetime import timedelta
from pathlib import Path

from app.core.clock import utc_now
from app.pictures.store import FOLDER, PictureStore


def test_a_file_is_named_by_what_it_holds(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    digest = store.add(b"light", "avif")
    assert store.add(b"light", "avif") == digest
    assert store.path(f"{digest}.avif").read_bytes() == b"light"
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [f"{digest}.avif"]
    assert store.has(digest, "avif")
    assert not store.has(digest, "webp")


def test_the_folder_is_nobody_elses(tmp_path: Path) -> None:
    PictureStore(tmp_path).add(b"light", "avif")
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700


def test_only_what_is_old_and_unused_goes(tmp_path: Path) -> None:
    store, now = PictureStore(tmp_path), utc_now()
    kept, old, fresh = (store.add(content, "png") for content in (b"kept", b"old", b"fresh"))
    for digest in (kept, old):
        os.utime(store.path(f"{digest}.png"), times=((now - timedelta(hours=2)).timestamp(),) * 2)
    assert store.remove_unused({kept}, now=now) == 1
    assert {path.stem for path in (tmp_path / FOLDER).iterdir()} == {kept, fresh}


def test_a_folder_that_is_not_there_has_nothing_to_remove(tmp_path: Path) -> None:
    assert PictureStore(tmp_path).remove_unused(set(), now=utc_now()) == 0
