"""Making pictures and share cards, and clearing away what nothing shows any more."""

from app.campaigns.pictures import list_card_digests
from app.cards.drawing import CardDrawer
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.pictures.making import PictureMaker
from app.pictures.queries import list_digests
from app.pictures.store import PictureStore
from tasks.worker import job, settings


@job("pictures.make")
def make_pictures() -> int:
    """Make the variants of uploaded pictures until none waits."""
    count = 0
    with alone(Lock.PICTURES) as is_ours:
        maker = PictureMaker(_store(), settings().work)
        while is_ours and maker.make_next() is not None:
            count += 1
    return count


@job("pictures.draw_cards")
def draw_cards() -> int:
    """Draw the share cards of campaigns whose publication has none."""
    count = 0
    with alone(Lock.CARDS) as is_ours:
        drawer = CardDrawer(_store(), settings().work)
        while is_ours and drawer.draw_next() is not None:
            count += 1
    return count


@job("pictures.remove_unused")
def remove_unused() -> int:
    """Remove files that no picture and no card names."""
    with unit_of_work() as session:
        used = list_digests(session) | list_card_digests(session)
    return _store().remove_unused(used, now=utc_now())


def _store() -> PictureStore:
    return PictureStore(settings().var)
