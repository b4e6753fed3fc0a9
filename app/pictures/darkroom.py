"""Makes what the site shows of one uploaded picture. Run as a program of its own by making.py, because the file
comes from a stranger: a decoder that it breaks, or fills with memory, takes nobody else with it.

Arguments: the uploaded file, a folder for what is made, and the focal point's x and y as parts of 1 for a portrait, or
``whole`` for the picture as it is. The folder gets the pictures and ``result.json``:
``{"refusal": null or one of REFUSALS, "variants": [{name, kind, width, height}]}``; that of a portrait has ``kept``
as well, null or {name, width, height}: the picture that another one can be cut from later.
It imports nothing of ours, so that it starts in a tenth of a second and knows no settings.
"""

import json
import resource
import sys
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

REFUSALS: Final = ("svg", "animated", "unreadable", "too_small", "too_many_pixels")
WIDTHS: Final = (480, 720, 960)
"""Widths of a portrait in pixels: a phone's column, the same on a dense screen, a desktop's on a dense screen."""
ASPECT: Final = (4, 5)
KEPT_WIDTH: Final = 1200
"""How wide the largest portrait that a kept whole still gives may be: a quarter more than the widest of WIDTHS."""
BUDGET_BYTES: Final = 60_000
"""What one portrait may weigh on the wire (design.md); it goes for every kind and size a phone may choose."""
MOST_PIXELS: Final = 50_000_000
FOCUS_HEIGHT: Final = 0.42
"""Where the focal point comes to lie in the portrait, from its upper edge: eyes look right above the middle."""
WHOLE: Final = "whole"
WHOLE_EDGE: Final = 2000
"""The longer edge, in pixels, of a picture that is kept whole: a receipt can be read, and nothing is cut away."""
_WHOLE_QUALITY: Final = 82
_KEPT_QUALITY: Final = 90
_QUALITIES: Final = (72, 64, 56, 48, 40, 32, 24, 16, 8, 1)
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_KINDS: Final[dict[str, dict[str, Any]]] = {
    "avif": {"format": "AVIF", "speed": 6, "subsampling": "4:2:0", "max_threads": 1},
    "webp": {"format": "WEBP", "method": 4},
    "jpg": {"format": "JPEG", "progressive": True, "optimize": True},
}
_MEMORY_BYTES: Final = 4 << 30
_CPU_SECONDS: Final = 150
_SRGB: Final = ImageCms.createProfile("sRGB")

Box = tuple[int, int, int, int]


class Refused(Exception):
    """The file is no picture we take; the only argument is one of REFUSALS."""


def develop(content: bytes) -> Image.Image:
    """Return the picture upright, in sRGB, opaque on white, with nothing but its pixels. Raises Refused."""
    try:
        return _develop(_open(content))
    except (OSError, ValueError, SyntaxError, EOFError, ImageCms.PyCMSError) as damage:
        raise Refused("unreadable") from damage


def _open(content: bytes) -> Image.Image:
    """Read the head of the file alone: nothing is decoded before its kind and size are judged."""
    if _is_svg(content):
        raise Refused("svg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large and of damaged pictures; both are judged here
        try:
            image = Image.open(BytesIO(content), formats=_FORMATS)
        except Image.DecompressionBombError as bomb:
            raise Refused("too_many_pixels") from bomb
    if image.width * image.height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    # Cameras keep a preview or a depth map as a second frame of a JPEG (MPO): that is no film.
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise Refused("animated")
    return image


def _is_svg(content: bytes) -> bool:
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"\x1f\x8b") or (head.startswith(b"<") and b"<svg" in content[:65536].lower())


def _develop(image: Image.Image) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image.load()
        profile = image.info.get("icc_profile")
        upright = _opaque(ImageOps.exif_transpose(image))
        coloured = _to_srgb(upright, profile)
    bare = Image.new("RGB", coloured.size)
    bare.paste(coloured)
    return bare


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, L or CMYK, what was transparent on white."""
    if image.mode.startswith(("I", "F")):  # 16 bits a channel, grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGB", "L", "CMYK"):
        return image
    if image.mode in ("P", "PA", "LA", "La", "RGBA", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert by the profile the file came with; one that is damaged or of another kind of colour is passed over."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB")
        return converted or image.convert("RGB")
    return image.convert("RGB")


def crop_box(width: int, height: int, *, focus: tuple[float, float]) -> Box:
    """Return the largest box of ASPECT inside the picture that has the focal point where faces look right."""
    across, down = ASPECT
    box_width = min(width, height * across // down)
    box_height = min(height, box_width * down // across)
    left = round(min(max(focus[0] * width - box_width / 2, 0), width - box_width))
    top = round(min(max(focus[1] * height - box_height * FOCUS_HEIGHT, 0), height - box_height))
    return left, top, left + box_width, top + box_height


def iter_portraits(image: Image.Image, *, focus: tuple[float, float]) -> Iterator[Image.Image]:
    """Yield the portrait in each of WIDTHS that needs no enlarging. Raises Refused where not even the first does."""
    box = crop_box(*image.size, focus=focus)
    if box[2] - box[0] < WIDTHS[0]:
        raise Refused("too_small")
    for width in WIDTHS:
        if width <= box[2] - box[0]:
            height = width * ASPECT[1] // ASPECT[0]
            yield image.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def keep_whole(image: Image.Image) -> Image.Image:
    """Return the whole picture no larger than a portrait around any of its points needs it."""
    left, _, right, _ = crop_box(*image.size, focus=(0.5, 0.5))
    share = min(1.0, KEPT_WIDTH / (right - left))
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return image if share == 1 else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def encode(image: Image.Image, kind: str) -> bytes:
    """Return the picture as ``avif``, ``webp`` or ``jpg``: the best of _QUALITIES within BUDGET_BYTES, or the worst.

    Most pictures fit at once; for the others the qualities between are halved until one is found.
    """
    found = _written(image, kind, _QUALITIES[0])
    if len(found) <= BUDGET_BYTES:
        return found
    better, worse = 0, len(_QUALITIES) - 1
    found = _written(image, kind, _QUALITIES[worse])
    while worse - better > 1:
        middle = (better + worse) // 2
        tried = _written(image, kind, _QUALITIES[middle])
        if len(tried) <= BUDGET_BYTES:
            found, worse = tried, middle
        else:
            better = middle
    return found


def _written(image: Image.Image, kind: str, quality: int) -> bytes:
    file = BytesIO()
    image.save(file, quality=quality, **_KINDS[kind])
    return file.getvalue()


def make(content: bytes, folder: Path, *, focus: tuple[float, float]) -> dict[str, Any]:
    """Write every variant into ``folder``; return the result as it is told."""
    variants = []
    try:
        image = develop(content)
        for portrait in iter_portraits(image, focus=focus):
            for kind in _KINDS:
                name = f"{portrait.width}.{kind}"
                (folder / name).write_bytes(encode(portrait, kind))
                variants.append({"name": name, "kind": kind, "width": portrait.width, "height": portrait.height})
    except Refused as refused:
        return {"refusal": refused.args[0], "variants": [], "kept": None}
    return {"refusal": None, "variants": variants, "kept": _write_kept(keep_whole(image), folder)}


def _write_kept(image: Image.Image, folder: Path) -> dict[str, Any]:
    (folder / "kept.jpg").write_bytes(_written(image, "jpg", _KEPT_QUALITY))
    return {"name": "kept.jpg", "width": image.width, "height": image.height}


def make_whole(content: bytes, folder: Path) -> dict[str, Any]:
    """Write the picture as one JPEG, uncut, into ``folder``; return the result as it is told."""
    try:
        image = develop(content)
    except Refused as refused:
        return {"refusal": refused.args[0], "variants": []}
    image.thumbnail((WHOLE_EDGE, WHOLE_EDGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    (folder / "whole.jpg").write_bytes(_written(image, "jpg", _WHOLE_QUALITY))
    variant = {"name": "whole.jpg", "kind": "jpg", "width": image.width, "height": image.height}
    return {"refusal": None, "variants": [variant]}


def main(arguments: list[str]) -> None:
    """Do the work of one upload within limits that no honest picture reaches."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    source, folder, *how = arguments
    content, target = Path(source).read_bytes(), Path(folder)
    result = (
        make_whole(content, target) if how == [WHOLE] else make(content, target, focus=(float(how[0]), float(how[1])))
    )
    (target / "result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
