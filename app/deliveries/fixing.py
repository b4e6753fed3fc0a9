"""Fixing the set of a delivery and every figure it states: from then on its content no longer changes."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, select
from sqlalchemy.orm import Session, joinedload

from app.campaigns.models import Campaign
from app.cases.models import Prisoner
from app.checkpoints.queries import find_newest
from app.core.formats import format_list
from app.core.languages import words_in
from app.deliveries.facts import OTHER_COUNTRIES, DeliveryFacts, Profile, StatedFigure
from app.deliveries.models import Delivery, DeliverySignature
from app.deliveries.states import DeliveryState
from app.paper.counting import count_paper
from app.paper.stating import list_approved
from app.petitions.models import Petition, Recipient, Wording, WordingRecipient
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from app.tallies.rules import fold_small_groups


def fix_set(session: Session, delivery: Delivery, *, base_url: str, now: datetime) -> DeliveryFacts:
    """Fix which signatures a delivery hands over, and every figure it states. A set fixed before is fixed anew.

    The session must be in REPEATABLE READ: one snapshot for everything, so that list, count and tables agree.
    """
    cut_off = delivery.cut_off or now
    session.execute(delete(DeliverySignature).where(DeliverySignature.delivery_id == delivery.id))
    names = _fix_names(session, delivery, cut_off)
    facts = _facts(session, delivery, cut_off=cut_off, names=names, base_url=base_url)
    delivery.cut_off = cut_off
    delivery.figures = msgspec.to_builtins(facts)
    delivery.state = DeliveryState.COMPILING
    return facts


def _delivered(delivery: Delivery, cut_off: datetime) -> ColumnElement[bool]:
    return and_(
        Signature.petition_id == delivery.petition_id,
        Signature.state == SignatureState.CONFIRMED,
        Signature.confirmed_hour < cut_off,
    )


def _fix_names(session: Session, delivery: Delivery, cut_off: datetime) -> int:
    """Number the signatures of those who agreed to this recipient under the wording they signed, in random order."""
    if delivery.profile is Profile.NUMBERS_ONLY:
        return 0
    rows = (
        select(
            literal(delivery.id).label("delivery_id"),
            func.row_number().over(order_by=Signature.id).label("row"),
            Signature.id,
        )
        .join(
            WordingRecipient,
            and_(
                WordingRecipient.wording_id == Signature.wording_id,
                WordingRecipient.recipient_id == delivery.recipient_id,
            ),
        )
        .where(_delivered(delivery, cut_off), Signature.deliver_name)
    )
    session.execute(insert(DeliverySignature).from_select(["delivery_id", "row", "signature_id"], rows))
    return (
        session.scalar(
            select(func.count()).select_from(DeliverySignature).where(DeliverySignature.delivery_id == delivery.id)
        )
        or 0
    )


def _facts(session: Session, delivery: Delivery, *, cut_off: datetime, names: int, base_url: str) -> DeliveryFacts:
    petition = session.scalars(
        select(Petition)
        .where(Petition.id == delivery.petition_id)
        .options(
            joinedload(Petition.campaign).joinedload(Campaign.organisation),
            joinedload(Petition.campaign).selectinload(Campaign.prisoners),
        )
    ).one()
    recipient = session.get_one(Recipient, delivery.recipient_id)
    wording = session.get_one(Wording, delivery.wording_id)
    campaign, language = petition.campaign, delivery.language
    states = _count_states(session, delivery.petition_id)
    demands = tuple(words_in(wording.demands, language))
    return DeliveryFacts(
        id=delivery.id,
        language=language,
        profile=delivery.profile,
        recipient_name=words_in(recipient.name, language),
        recipient_office=(),
        campaign_title=words_in(campaign.title, language),
        hashtag=campaign.hashtag,
        prisoner_names=_names_of(campaign.prisoners),
        prisoner_language=campaign.prisoners[0].own_language,
        wording_number=wording.number,
        wording_sha256=wording.sha256.hex(),
        ask=words_in(wording.ask, language),
        demands=demands,
        petition_text="",  # a wording is its ask and its demands
        cut_off=cut_off,
        confirmed=_count(session, delivery, cut_off),
        held=states[SignatureState.HELD],
        removed=states[SignatureState.REJECTED],
        by_country=tuple(fold_small_groups(_by_country(session, delivery, cut_off), other=OTHER_COUNTRIES)),
        by_month=_by_month(session, delivery, cut_off),
        organisation=words_in(campaign.organisation.name, language),
        base_url=base_url,
        is_sample=campaign.is_sample,
        checkpoint=_checkpoint_before(session, cut_off),
        paper=count_paper(session, delivery.petition_id),
        stated=_stated(session, delivery),
        names=names,
    )


def _checkpoint_before(session: Session, cut_off: datetime) -> str | None:
    """Return the digest of the last public checkpoint before the cut-off, if there was one."""
    newest = find_newest(session, made_before=cut_off)
    return newest.sha256.hex() if newest else None


def _names_of(prisoners: Sequence[Prisoner]) -> dict[str, str]:
    """Name everybody a campaign is for, in each language in which the first of them has a name."""
    return {
        language: format_list([words_in(each.names, language) for each in prisoners], language)
        for language in prisoners[0].names
    }


def _stated(session: Session, delivery: Delivery) -> tuple[StatedFigure, ...]:
    """What partners state: in the report under their names, and in no sum."""
    return tuple(
        StatedFigure(partner=each.partner, figure=each.figure, as_of=each.as_of, evidence=each.evidence)
        for each in list_approved(session, delivery.petition_id)
    )


def _count(session: Session, delivery: Delivery, cut_off: datetime) -> int:
    return session.scalar(select(func.count()).select_from(Signature).where(_delivered(delivery, cut_off))) or 0


def _count_states(session: Session, petition_id: UUID) -> Counter[SignatureState]:
    rows = session.execute(
        select(Signature.state, func.count()).where(Signature.petition_id == petition_id).group_by(Signature.state)
    )
    return Counter(dict(rows.all()))


def _by_country(session: Session, delivery: Delivery, cut_off: datetime) -> dict[str, int]:
    rows = session.execute(
        select(Signature.country, func.count()).where(_delivered(delivery, cut_off)).group_by(Signature.country)
    )
    return dict(rows.all())


def _by_month(session: Session, delivery: Delivery, cut_off: datetime) -> tuple[tuple[str, int], ...]:
    month = func.to_char(func.timezone("UTC", Signature.confirmed_hour), "YYYY-MM")
    rows = session.execute(
        select(month, func.count()).where(_delivered(delivery, cut_off)).group_by(month).order_by(month)
    )
    return tuple((key, count) for key, count in rows)
