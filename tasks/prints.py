"""Typesetting signature sheets and posters."""

from app.core.locks import Lock, alone
from app.pictures.store import PictureStore
from app.prints.making import PrintMaker
from tasks.worker import job, settings


@job("prints.make")
def make_prints() -> int:
    """Typeset what was ordered until nothing waits."""
    count = 0
    with alone(Lock.PRINTS) as is_ours:
        chosen = settings()
        maker = PrintMaker(PictureStore(chosen.var), chosen.work, chosen.base_url)
        while is_ours and maker.make_next() is not None:
            count += 1
    return count
