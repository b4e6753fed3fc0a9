"""While nothing may be changed: whatever would change something is refused, whichever form it comes from."""

from typing import Final

from flask import request

from app.switches.errors import ReadOnly
from app.web.reading import reader

_REFUSE_THEMSELVES: Final = frozenset({"public.sign", "public.message_send", "public.private_page_ask"})
"""These show their page again, with what was typed."""
_CHANGE_NOTHING: Final = frozenset({"public.letter_change", "public.check_manifest"})
_LOOKING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def refuse_changes() -> None:
    """Before every view of the public site. Raises ReadOnly: the page says that links and buttons work again later."""
    if request.method in _LOOKING or request.endpoint in _REFUSE_THEMSELVES | _CHANGE_NOTHING:
        return
    if reader().board().is_read_only:
        raise ReadOnly
