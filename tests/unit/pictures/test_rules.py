"""What an upload must come with."""

import pytest

from app.pictures.errors import AltTextMissing, AltTextRefused, FocusOutside, PictureTooHeavy
from app.pictures.rules import ALT_LENGTH, HEAVIEST_BYTES, check_upload

ALT = {"en": "Bands of colour", "fa": "نوارهای رنگی"}


def check(content: bytes = b"x", alt: dict[str, str] | None = None, focus: tuple[float, float] = (0.5, 0.4)) -> None:
    check_upload(content, alt=ALT if alt is None else alt, focus=focus, languages=["en", "fa"])


def test_a_complete_upload_passes() -> None:
    check()


@pytest.mark.parametrize(
    ("alt", "missing"), [({}, ("en", "fa")), ({"en": "x", "fa": "  "}, ("fa",)), ({"fa": "x"}, ("en",))]
)
def test_it_must_be_described_in_every_language(alt: dict[str, str], missing: tuple[str, ...]) -> None:
    with pytest.raises(AltTextMissing) as refused:
        check(alt=alt)
    assert refused.value.languages == missing


@pytest.mark.parametrize("words", ["x" * (ALT_LENGTH + 1), "a\nb", "a\0b"])
def test_descriptions_are_short_and_plain(words: str) -> None:
    with pytest.raises(AltTextRefused):
        check(alt=ALT | {"en": words})


@pytest.mark.parametrize("focus", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_the_focal_point_lies_inside(focus: tuple[float, float]) -> None:
    with pytest.raises(FocusOutside):
        check(focus=focus)


def test_a_file_can_be_too_heavy() -> None:
    with pytest.raises(PictureTooHeavy):
        check(b"\0" * (HEAVIEST_BYTES + 1))
