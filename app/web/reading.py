"""What the public pages show, kept in memory for a few seconds, and for longer while the database is away."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Generic, TypeVar, cast
from uuid import UUID

from flask import current_app, has_request_context, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument, GroupRecord, MemorialRecord, Tally
from app.campaigns.errors import QuietAsked
from app.campaigns.queries import list_groups, list_memorials, list_published, list_quiet
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.deliveries.queries import list_recorded
from app.deliveries.record import DeliveryRecord
from app.letters.document import LetterDocument
from app.letters.queries import list_letters
from app.messages.queries import PublicMessage, list_messages
from app.paper.apart import Apart, list_apart
from app.privacy.runs import find_oldest_run
from app.signatures.comments import Comment, list_comments
from app.signatures.proving import asks_proof, list_guarded
from app.signatures.queries import Supporter, list_supporters
from app.switches.queries import list_kinds
from app.switches.rules import stand_still
from app.switches.states import SwitchKind
from app.tallies.countries import CountryFigures, list_countries
from app.tallies.queries import list_tallies
from app.updates.document import UpdateDocument
from app.updates.queries import list_published_updates
from app.web.kept_pages import FRESH_SECONDS, FRESHNESS, KeptPages

SUPPORTERS_SHOWN: Final = 60
WORDS_SHOWN: Final = 24
MESSAGES_SHOWN: Final = 300
T = TypeVar("T")


class Kept(Generic[T]):
    """A value read from the database, read anew when it is older than ``FRESH_SECONDS``.

    One request reads while the others get the old value; when the database is away, all of them do.
    """

    def __init__(self, read: Callable[[Session], T]) -> None:
        self._read = read
        self._value: T | None = None
        self._read_at = float("-inf")
        self._reading = threading.Lock()

    def get(self) -> T:
        """Return the value. Raises SQLAlchemyError only where there has never been one."""
        if time.monotonic() - self._read_at > FRESH_SECONDS and self._reading.acquire(blocking=self._value is None):
            try:
                self._renew()
            finally:
                self._reading.release()
        assert self._value is not None  # noqa: S101 - for the type checker
        self._tell_age()
        return self._value

    def find_fresh(self) -> T | None:
        """Return the value where it need not be read anew, for whoever has no database at hand."""
        return self._value if time.monotonic() - self._read_at <= FRESH_SECONDS else None

    def _tell_age(self) -> None:
        """Let no page that shows this value be kept longer than it."""
        if has_request_context() and FRESHNESS in request.environ:
            request.environ[FRESHNESS].add(read_at=self._read_at)

    def _renew(self) -> None:
        if time.monotonic() - self._read_at <= FRESH_SECONDS:
            return
        try:
            with unit_of_work() as session:
                self._value = self._read(session)
        except (SQLAlchemyError, DBAPIError):
            if self._value is None:
                raise
        self._read_at = time.monotonic()


@dataclass(frozen=True)
class Board:
    """Every public campaign and its figure, and what stands around them, as one reading of the database saw it."""

    campaigns: list[CampaignDocument]
    tallies: dict[UUID, Tally]
    groups: list[GroupRecord]
    memorials: list[MemorialRecord]
    quiet: frozenset[str]
    """Slugs whose organisers say that quiet was asked for."""
    guarded: frozenset[UUID]
    """Petitions that ask for proof of work."""
    apart: dict[UUID, Apart]
    """What stands beside the figure of a petition and is never in it."""
    is_read_only: bool
    """Nothing can be changed: every form is refused, and keeps what was typed."""

    def get_campaign(self, slug: str) -> CampaignDocument:
        """Return a campaign by its slug; raise QuietAsked where its organisers say so, else NotFound."""
        if slug in self.quiet:
            raise QuietAsked("quiet was asked for")
        return self._first(lambda campaign: campaign.slug == slug)

    def find_campaign(self, slug: str) -> CampaignDocument | None:
        """Like get_campaign, with None where there is no such campaign."""
        return next((campaign for campaign in self.campaigns if campaign.slug == slug), None)

    def list_campaigns(self, matches: Callable[[CampaignDocument], bool]) -> list[CampaignDocument]:
        """Return the campaigns that match, the newest first; raise NotFound where there is none."""
        found = [campaign for campaign in self.campaigns if matches(campaign)]
        if not found:
            raise NotFound("no such campaign")
        return found

    def get_group(self, slug: str) -> GroupRecord:
        """Return a group by its slug, or raise NotFound."""
        for group in self.groups:
            if group.slug == slug:
                return group
        raise NotFound("no such group")

    def get_memorial(self, slug: str) -> MemorialRecord:
        """Return a memorial by its slug, or raise NotFound."""
        for memorial in self.memorials:
            if memorial.slug == slug:
                return memorial
        raise NotFound("no such memorial")

    def get_by_petition(self, petition_id: UUID) -> CampaignDocument:
        """Return the campaign of a petition, or raise NotFound."""
        campaign = self.find_by_petition(petition_id)
        if campaign is None:
            raise NotFound("no such campaign")
        return campaign

    def find_by_petition(self, petition_id: UUID) -> CampaignDocument | None:
        """Like get_by_petition, with None where there is no such campaign."""
        return self._by_petition.get(petition_id)

    @cached_property
    def _by_petition(self) -> dict[UUID, CampaignDocument]:
        return {campaign.petition.id: campaign for campaign in self.campaigns}

    @cached_property
    def file_names(self) -> frozenset[str]:
        """The files that some public campaign shows. A hidden one's are gone with it."""
        return frozenset(name for campaign in self.campaigns for name in campaign.file_names())

    def tally_of(self, campaign: CampaignDocument) -> Tally:
        """Return the figure; before anybody signed it is nought, as of this minute."""
        this_minute = utc_now().replace(second=0, microsecond=0)
        empty = Tally(confirmed=0, held=0, removed=0, today=0, as_of=this_minute, frozen=False)
        return self.tallies.get(campaign.petition.id, empty)

    def apart_of(self, campaign: CampaignDocument) -> Apart:
        """Return what was signed on paper and what partners state."""
        return self.apart.get(campaign.petition.id, Apart())

    def asks_proof(self, campaign: CampaignDocument) -> bool:
        """Whether a petition is under attack, and its page asks for proof of work."""
        return asks_proof(self.guarded, campaign.petition.id)

    def _first(self, matches: Callable[[CampaignDocument], bool]) -> CampaignDocument:
        return self.list_campaigns(matches)[0]


class Reader:
    """All that a public process keeps in memory. One for each process."""

    def __init__(self) -> None:
        self.pages = KeptPages()
        self._board = Kept(_read_board)
        self._letters = Kept(list_letters)
        self._countries = Kept(list_countries)
        self._updates = Kept(list_published_updates)
        self._deliveries = Kept(list_recorded)
        self._retention = Kept(lambda session: [find_oldest_run(session)])
        self._comments: dict[UUID, Kept[list[Comment]]] = {}
        self._messages: dict[UUID, Kept[list[PublicMessage]]] = {}
        self._supporters: dict[UUID, Kept[list[Supporter]]] = {}

    def board(self) -> Board:
        """Return the campaigns and figures, at most a few seconds old."""
        return self._board.get()

    def find_fresh_board(self) -> Board | None:
        """Return what ``board`` would, without reading; None where it has to be read anew."""
        return self._board.find_fresh()

    def kept_since(self) -> datetime | None:
        """Since when at the latest every rule of retention was carried out; None where it is not known."""
        try:
            return self._retention.get()[0]
        except SQLAlchemyError:
            return None

    def comments(self, campaign: CampaignDocument) -> list[Comment]:
        """Return what supporters say, at most a few seconds old; nothing where it cannot be read."""
        petition_id = campaign.petition.id
        return _read_kept(
            self._comments, petition_id, lambda session: list_comments(session, petition_id, limit=WORDS_SHOWN)
        )

    def messages(self, campaign: CampaignDocument) -> list[PublicMessage]:
        """Return the messages to a prisoner, at most a few seconds old; nothing where they cannot be read."""
        petition_id = campaign.petition.id
        return _read_kept(
            self._messages, petition_id, lambda session: list_messages(session, petition_id, limit=MESSAGES_SHOWN)
        )

    def countries(self, campaign: CampaignDocument) -> CountryFigures | None:
        """Return the figures by country of a campaign's petition; None before they were ever made."""
        return self._countries.get().get(campaign.petition.id)

    def deliveries(self) -> dict[UUID, DeliveryRecord]:
        """Return the public records of deliveries by their ids, at most a few seconds old."""
        return self._deliveries.get()

    def letters(self, campaign: CampaignDocument) -> list[LetterDocument]:
        """Return the letters of a campaign, at most a few seconds old; none where they cannot be read."""
        try:
            return self._letters.get().get(campaign.id, [])
        except SQLAlchemyError:
            return []

    def updates(self, campaign: CampaignDocument) -> list[UpdateDocument]:
        """Return the updates of a campaign, the newest first; none where they cannot be read."""
        try:
            return self._updates.get().get(campaign.id, [])
        except SQLAlchemyError:
            return []

    def supporters(self, campaign: CampaignDocument) -> list[Supporter]:
        """Return names that people chose to show, at most a few seconds old.

        None at all while the database is away and they were never read: a form that could not be stored is
        shown again with what was typed, whether or not this process can read names.
        """
        petition_id = campaign.petition.id
        if petition_id not in self._supporters:
            self._supporters[petition_id] = Kept(
                lambda session: list_supporters(session, petition_id, limit=SUPPORTERS_SHOWN)
            )
        try:
            return self._supporters[petition_id].get()
        except SQLAlchemyError:
            return []


def _read_board(session: Session) -> Board:
    kinds = list_kinds(session)
    return Board(
        campaigns=_list_campaigns(session, next((since for since in kinds.values() if since is not None), None)),
        tallies=list_tallies(session),
        groups=list_groups(session),
        memorials=list_memorials(session),
        quiet=list_quiet(session),
        guarded=frozenset(list_guarded(session)),
        apart=list_apart(session),
        is_read_only=SwitchKind.READ_ONLY in kinds,
    )


def _list_campaigns(session: Session, standstill: datetime | None) -> list[CampaignDocument]:
    """Every public campaign; while nobody can sign, as it stands in the meantime."""
    campaigns, now = list_published(session), utc_now()
    return campaigns if standstill is None else [stand_still(each, since=standstill, now=now) for each in campaigns]


def _read_kept(
    by_petition: dict[UUID, Kept[list[T]]], petition_id: UUID, read: Callable[[Session], list[T]]
) -> list[T]:
    """Return a petition's list, reading it anew when it is old; empty while it was never read and cannot be."""
    try:
        return by_petition.setdefault(petition_id, Kept(read)).get()
    except SQLAlchemyError:
        return []


def reader() -> Reader:
    """The memory of this process."""
    return cast(Reader, current_app.extensions["vigil.reader"])
