"""Invented signatories: the same for one export, others for another, and plausible beside their neighbours."""

import hashlib
import random
from collections.abc import Collection
from uuid import UUID

import pytest

from app.core.languages import LANGUAGES
from app.core.text import has_control_characters, looks_like_address
from app.exports.invented import invent_address, invent_name
from app.exports.markers import Markers, mark_of
from app.exports.rules import Column

NAMES = (Column.ROW, Column.NAME_FOR_RECIPIENT, Column.COUNTRY, Column.LANGUAGE, Column.DELIVER_NAME)
ROW = ["7", "Somebody Real", "FR", "fr", "no"]


def fingerprint(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


def markers(
    number: int, columns: tuple[Column, ...] = NAMES, *, taken: Collection[bytes] = (), count: int = 5
) -> Markers:
    return Markers(
        columns, export_id=UUID(int=number), count=count, people=100, domain="post.example", fingerprint=fingerprint,
        taken=taken,
    )  # fmt: skip


def invented(of: Markers, cells: list[str] = ROW, *, language: str = "fr") -> list[list[str]]:
    return [of.invent(cells, language=language) for _ in of.places]


def test_an_export_has_the_same_markers_each_time() -> None:
    first, again = markers(1), markers(1)
    assert first.places == again.places
    assert len(first.places) == 5
    assert invented(first) == invented(again)
    assert first.used == again.used
    assert len(first.used) == 5


def test_two_exports_share_neither_places_nor_names() -> None:
    first, other = markers(1), markers(2)
    assert first.places != other.places
    assert not {row[1] for row in invented(first)} & {row[1] for row in invented(other)}


def test_what_is_taken_is_passed_over() -> None:
    first = markers(1)
    names = {row[1] for row in invented(first)}
    again = markers(1, taken=first.used)
    assert not names & {row[1] for row in invented(again)}
    assert not first.used & again.used


def test_a_marker_looks_like_its_neighbour_and_agreed_to_be_there() -> None:
    for row in invented(markers(1)):
        assert row[2:] == ["FR", "fr", "yes"]
        assert row[1] not in ("", "Somebody Real")


def test_a_shown_name_has_no_country_beside_it() -> None:
    columns = (Column.SHOWN_NAME, Column.COUNTRY, Column.SHOW_NAME)
    for name, country, shown in invented(markers(1, columns), ["", "FR", "no"]):
        assert name
        assert (country, shown) == ("", "full")


def test_both_names_of_a_marker_are_one() -> None:
    columns = (Column.NAME_FOR_RECIPIENT, Column.SHOWN_NAME)
    assert all(handed == shown != "" for handed, shown in invented(markers(1, columns), ["a", "b"]))


def test_an_address_is_at_our_domain_and_nobody_elses() -> None:
    rows = invented(markers(1, (Column.ADDRESS, Column.LANGUAGE)), ["x@example.org", "de"])
    assert all(address.endswith("@post.example") and address.isascii() for address, _language in rows)
    assert len({address for address, _language in rows}) == len(rows)


@pytest.mark.parametrize("language", [*LANGUAGES, "zz"])
def test_invented_names_could_be_typed_by_somebody(language: str) -> None:
    draw = random.Random(1)
    names = [invent_name(language, draw) for _ in range(300)]
    assert len(set(names)) > 290
    for name in names:
        assert not has_control_characters(name)
        assert not looks_like_address(name)
        assert len(name.split()) == 3


def test_invented_addresses_have_the_shape_of_one() -> None:
    draw = random.Random(1)
    for _ in range(300):
        user, _, domain = invent_address(draw, domain="post.example").partition("@")
        assert domain == "post.example"
        assert user.replace(".", "").isalnum()
        assert user.isascii()
        assert user[0] != "."


@pytest.mark.parametrize("copy", ["ANNA K. KELLER", "anna  k keller", " Anna K. Keller"])
def test_a_copy_that_was_tidied_is_still_recognised(copy: str) -> None:
    assert mark_of(copy, fingerprint) == mark_of("Anna K. Keller", fingerprint)
    assert mark_of("A.B@POST.example ", fingerprint) == mark_of("a.b@post.example", fingerprint)
