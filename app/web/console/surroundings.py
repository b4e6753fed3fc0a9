"""What the console's views reach for: the network of whoever comes, and where he was going."""

from flask import Response, redirect, request, url_for

from app.web.addresses import LARGEST
from app.web.network import network_prefix


def network() -> str:
    """The network of this request, as /24 or /48; it goes into limits as an HMAC and nowhere else."""
    return network_prefix(request.remote_addr)


def next_path() -> str:
    """Return where the reader was going, if it is a path of ours; else nothing. Never another site's address."""
    path = request.values.get("next", "")
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_ours else ""


def go_on(default: str = "front_door") -> Response:
    """Lead on to where the reader was going, or to a view of ours."""
    return redirect(next_path() or url_for(default), code=303)  # type: ignore[return-value]


def go_to(endpoint: str, **values: object) -> Response:
    """Lead away from a form that was taken."""
    return redirect(url_for(endpoint, **values), code=303)  # type: ignore[return-value,arg-type]


def typed(name: str) -> str:
    """Return a posted field without spaces around it; what was not posted is empty."""
    return request.form.get(name, "").strip()


def typed_number(name: str, default: int) -> int:
    """Return a whole number that a page put into its form; ``default`` for what no page of ours would put there."""
    given = request.form.get(name, default, type=int)
    return given if 0 <= given <= LARGEST else default
