"""Abstract pictures, drawn here: bands of colour and a disc, never a face. And what a camera writes into its files."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw, TiffImagePlugin

SECRETS = (b"GPS", b"Secret Camera", b"a comment", b"xmpmeta", b"Exif", b"http://ns.adobe.com")
"""What stands in the files of ``with_metadata`` and must stand in nothing that is made of them."""


def draw(width: int = 1200, height: int = 1500, *, mode: str = "RGB") -> Image.Image:
    """Draw slanting bands and one disc."""
    image = Image.new("RGB", (width, height), "#203060")
    pen = ImageDraw.Draw(image)
    for at in range(0, width, 40):
        pen.line((at, 0, width - at, height), fill=(at % 256, 120, 200 - at % 120), width=14)
    pen.ellipse((width * 0.35, height * 0.25, width * 0.65, height * 0.5), fill="#e0b060")
    return image.convert(mode)


def quadrants(width: int, height: int) -> Image.Image:
    """Draw four plain quarters: red, green above; blue, white below."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("lime", (width // 2, 0, width, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    return image


def written(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return the picture as a file."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def with_metadata(kind: str, *, orientation: int = 1) -> bytes:
    """Return a file that tells where it was taken, with what, by whom, and in which colours."""
    image, exif = draw(500, 625) if orientation < 5 else draw(625, 500), Image.Exif()
    exif[0x0110] = "Secret Camera"
    exif[0x0112] = orientation
    place = tuple(TiffImagePlugin.IFDRational(part) for part in (35, 34, 12))
    exif.get_ifd(0x8825).update({1: "N", 2: place, 3: "E", 4: place, 29: "GPS day"})
    more: dict[str, Any] = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    if kind in ("JPEG", "WEBP", "AVIF"):
        more["xmp"] = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">http://ns.adobe.com Secret Camera</x:xmpmeta>'
    if kind == "JPEG":
        more["comment"] = b"a comment"
    return written(image, kind, **more)
