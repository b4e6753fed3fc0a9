"""What is made of an upload: upright, in sRGB, cut around the face, light, and silent about where it comes from."""

import json
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from app.pictures import darkroom
from app.pictures.darkroom import ASPECT, BUDGET_BYTES, WIDTHS, Refused, crop_box, develop, encode, iter_portraits, make
from app.pictures.models import Refusal, VariantKind
from tests.factories.pictures import SECRETS, draw, quadrants, with_metadata, written

CENTRE = (0.5, 0.42)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    colour = image.convert("RGB").getpixel((round(x * (image.width - 1)), round(y * (image.height - 1))))
    assert isinstance(colour, tuple)
    return colour


def is_near(colour: tuple[int, ...], other: tuple[int, int, int], *, within: int = 30) -> bool:
    return all(abs(a - b) <= within for a, b in zip(colour, other, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_of_the_camera_stays(tmp_path: Path, kind: str) -> None:
    original = with_metadata(kind, orientation=6)
    assert any(secret in original for secret in SECRETS)
    result = make(original, tmp_path, focus=CENTRE)
    assert result["refusal"] is None
    assert {variant["kind"] for variant in result["variants"]} == {"avif", "webp", "jpg"}
    for variant in result["variants"]:
        content = (tmp_path / variant["name"]).read_bytes()
        image = opened(content)
        image.load()
        assert [secret for secret in SECRETS if secret in content] == []
        assert dict(image.getexif()) == {}
        assert not {"exif", "icc_profile", "xmp", "comment", "XML:com.adobe.xmp", "photoshop"} & set(image.info)
        assert (image.width, image.height) == (variant["width"], variant["height"])


@pytest.fixture(scope="module")
def hard() -> Image.Image:
    """Noise: nothing compresses worse."""
    return Image.effect_noise((480, 600), 90).convert("RGB")


@pytest.mark.parametrize("kind", ["avif", "webp", "jpg"])
def test_a_portrait_weighs_what_it_may(kind: str) -> None:
    content = encode(draw(960, 1200), kind)
    assert len(content) <= BUDGET_BYTES
    assert opened(content).size == (960, 1200)


def test_even_noise_fits_a_phone_as_avif(hard: Image.Image) -> None:
    assert len(encode(hard, "avif")) <= BUDGET_BYTES


def test_a_picture_is_as_good_as_fits(hard: Image.Image) -> None:
    assert len(encode(hard, "avif")) > BUDGET_BYTES / 3


def test_no_size_is_enlarged_and_all_have_one_shape() -> None:
    made = [
        list(iter_portraits(Image.new("RGB", size), focus=CENTRE)) for size in ((480, 600), (800, 900), (2000, 2500))
    ]
    assert [[each.width for each in sizes] for sizes in made] == [[480], [480, 720], list(WIDTHS)]
    assert all(each.height * ASPECT[0] == each.width * ASPECT[1] for sizes in made for each in sizes)


@pytest.mark.parametrize(
    ("orientation", "corners"),
    [
        (1, ["red", "lime", "blue"]),
        (3, ["white", "blue", "lime"]),
        (6, ["blue", "red", "white"]),
        (8, ["lime", "white", "red"]),
        (2, ["lime", "red", "white"]),
    ],
)
def test_orientation_is_applied(orientation: int, corners: list[str]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = develop(written(quadrants(800, 600), "JPEG", exif=exif, quality=95))
    named = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
    seen = [colour_at(upright, x, y) for x, y in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9))]
    assert all(is_near(colour, named[name]) for colour, name in zip(seen, corners, strict=True)), seen
    assert (upright.width > upright.height) == (orientation in (1, 2, 3))


def test_colours_are_converted_to_srgb() -> None:
    """A file in swapped colours, with the profile that says so: red must be red again."""
    profile = ImageCms.ImageCmsProfile(BytesIO(swapped_profile())).tobytes()
    plain = Image.new("RGB", (600, 750), (20, 20, 220))
    assert is_near(colour_at(develop(written(plain, "PNG", icc_profile=profile)), 0.5, 0.5), (220, 20, 20), within=6)


def swapped_profile() -> bytes:
    """sRGB with the primaries of red and blue exchanged in its table of tags."""
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for one, other in ((b"rXYZ", b"bXYZ"), (b"rTRC", b"bTRC")):
        content = content.replace(one, b"????", 1).replace(other, one, 1).replace(b"????", other, 1)
    return content


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "CMYK"])
def test_every_kind_of_pixel_becomes_rgb(mode: str) -> None:
    developed = develop(written(draw(600, 750, mode=mode), "JPEG" if mode == "CMYK" else "PNG"))
    assert (developed.mode, developed.size, developed.info) == ("RGB", (600, 750), {})


def test_sixteen_bits_a_channel_are_no_white_sheet() -> None:
    deep = Image.new("I;16", (600, 750), 0x8000)
    assert is_near(colour_at(develop(written(deep, "PNG")), 0.5, 0.5), (128, 128, 128), within=3)


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (600, 750), (255, 0, 0, 0))
    assert colour_at(develop(written(clear, "PNG")), 0.5, 0.5) == (255, 255, 255)


def test_a_damaged_colour_profile_is_passed_over() -> None:
    assert develop(written(draw(600, 750), "PNG", icc_profile=b"no profile")).size == (600, 750)


@pytest.mark.parametrize("focus", [(0, 0), (1, 1), (0.5, 0.5), (0, 1), (0.2, 0.9)])
@pytest.mark.parametrize("size", [(1000, 1000), (3000, 1000), (500, 4000), (481, 601)])
def test_the_cut_lies_inside_and_has_its_shape(size: tuple[int, int], focus: tuple[float, float]) -> None:
    left, top, right, bottom = crop_box(*size, focus=focus)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert abs((right - left) / (bottom - top) - 0.8) < 0.01


def test_the_cut_follows_the_focal_point() -> None:
    assert crop_box(3000, 1000, focus=(0.9, 0.5))[0] > crop_box(3000, 1000, focus=(0.2, 0.5))[0]
    assert crop_box(500, 4000, focus=(0.5, 0.8))[1] > crop_box(500, 4000, focus=(0.5, 0.2))[1]


def png_head(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is of any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\x02\0\0\0") + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


SVG = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FRAMES = {"save_all": True, "append_images": [draw(500, 625).rotate(90, expand=False)], "duration": 100}
REFUSED = {
    "svg": SVG,
    "svg with a mark": b"\xef\xbb\xbf  " + SVG,
    "svgz": b"\x1f\x8b\x08\x00rest",
    "animated gif": written(draw(500, 625), "GIF", **FRAMES),
    "animated webp": written(draw(500, 625), "WEBP", **FRAMES),
    "animated png": written(draw(500, 625), "PNG", **FRAMES),
    "animated avif": written(draw(500, 625), "AVIF", **FRAMES),
    "unreadable text": b"no picture at all",
    "unreadable nothing": b"",
    "unreadable half": written(draw(), "JPEG")[:20_000],
    "unreadable tiff": written(draw(600, 750), "TIFF"),
    "too_small": written(draw(479, 700), "PNG"),
    "too_small in height": written(draw(2000, 599), "PNG"),
    "too_many_pixels": png_head(7072, 7072),
    "too_many_pixels bomb": png_head(60_000, 60_000),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(tmp_path: Path, name: str) -> None:
    result = make(REFUSED[name], tmp_path, focus=CENTRE)
    assert result["refusal"] == name.split()[0].replace("svgz", "svg")
    assert result["variants"] == []
    assert list(tmp_path.iterdir()) == []


def test_a_second_frame_that_is_a_preview_is_no_film() -> None:
    camera = written(draw(600, 750), "MPO", save_all=True, append_images=[draw(60, 75)])
    assert develop(camera).size == (600, 750)


def test_refusals_are_those_that_a_row_can_keep() -> None:
    assert {*darkroom.REFUSALS, "broke_the_darkroom"} == {each.value for each in Refusal}
    assert {each.value for each in VariantKind} == {"avif", "webp", "jpg"}


def test_it_runs_as_a_program_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(written(draw(500, 625)))
    program = [sys.executable, "-I", darkroom.__file__, str(tmp_path / "original"), str(tmp_path), "0.5", "0.4"]
    ended = subprocess.run(program, check=True, capture_output=True, env={})
    assert ended.stderr == b""
    told = json.loads((tmp_path / "result.json").read_text())
    assert [each["name"] for each in told["variants"]] == ["480.avif", "480.webp", "480.jpg"]


def test_refused_is_no_failure() -> None:
    with pytest.raises(Refused, match="unreadable"):
        develop(b"\xff\xd8\xff\xe0 nothing follows")
