"""Portraits and share cards, by the digest of their bytes; their addresses; and the QR code of an address."""

from functools import lru_cache
from typing import Final

import segno
from flask import Blueprint, Response, current_app, send_file, url_for

from app.campaigns.document import CampaignDocument
from app.core.errors import NotFound
from app.core.settings import Settings
from app.pictures.store import PictureStore
from app.web.reading import reader

_KINDS: Final = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
_FOR_EVER: Final = "public, max-age=31536000, s-maxage=10, immutable"
"""A name has one content, so a browser keeps it; a proxy does not, or a hidden campaign's portrait would stay."""
_QUIET_ZONE: Final = 4
"""Modules of plain ground around a QR code that readers count on (ISO/IEC 18004, 9.1)."""
_QR_SOURCE: Final = "qr"

pictures = Blueprint("pictures", __name__, url_prefix="/pictures")


@pictures.get("/<name>")
def show(name: str) -> Response:
    """One file that some public campaign shows, or 404."""
    settings: Settings = current_app.extensions["vigil.settings"]
    path = PictureStore(settings.var).path(name)
    if name not in reader().board().file_names or not path.is_file():
        raise NotFound("no such picture")
    digest, _, kind = name.partition(".")
    answer = send_file(path.resolve(), mimetype=_KINDS[kind], etag=digest, conditional=True)
    answer.headers["Cache-Control"] = _FOR_EVER
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if kind == "png" else "same-origin"
    return answer


@pictures.app_template_global()
def picture_address(digest: str, kind: str) -> str:
    """Return the path of a file."""
    return url_for("pictures.show", name=f"{digest}.{kind}")


@pictures.app_template_global()
def absolute(path: str) -> str:
    """Return the address, with scheme and host, that others know a path by."""
    return f"{current_app.config['BASE_URL']}{path}"


@pictures.app_template_global()
def qr_address(campaign: CampaignDocument, language: str) -> str:
    """Return what a campaign's QR code leads to; its source code tells how many came that way."""
    return absolute(url_for("public.campaign", lang=language, slug=campaign.slug, s=_QR_SOURCE))


@pictures.app_template_global()
@lru_cache(maxsize=256)
def qr_path(address: str) -> tuple[int, str]:
    """Return a QR code as the length of its side in modules and the path (SVG) of its dark ones, a row a line."""
    code = segno.make(address, error="m", micro=False)
    rows = [_runs(list(row)) for row in code.matrix]
    path = "".join(
        f"M{start + _QUIET_ZONE} {number + _QUIET_ZONE + 0.5:g}h{length}"
        for number, row in enumerate(rows)
        for start, length in row
    )
    return len(rows) + 2 * _QUIET_ZONE, path


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Return where dark modules stand together: start and length of each run."""
    edges = [at for at, (before, now) in enumerate(zip([0, *row], [*row, 0], strict=True)) if bool(before) != bool(now)]
    return [(start, end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]
