"""What organisers are told, and what somebody who wants to know of one person makes of it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.signatures.models import FormStep
from app.signatures.steps import count_forms
from app.tallies.countries import publish_countries
from app.tallies.figures import get_figures
from app.tallies.folding import fold_tally
from app.tallies.loads import fold_loads, write_loads
from app.tallies.models import PublishedTally, Told, ToldFigure
from app.tallies.periods import Period, last_days
from app.tallies.rules import SMALLEST_CHANGE, SMALLEST_GROUP
from app.tallies.telling import OTHERS, find_told, tell_figures, tell_groups, told_between
from tests.factories import OpenPetition, add_petition, add_signature

NOW = utc_now().replace(hour=12)
FIRST = date(2026, 11, 1)
LANGUAGES = ["en", "fa", "de"]
MOVES = st.one_of(
    st.tuples(st.just("sign"), st.sampled_from(LANGUAGES), st.integers(1, 15)),
    st.tuples(st.just("leave"), st.sampled_from(LANGUAGES), st.integers(1, 15)),
    st.tuples(st.just("night"), st.just(""), st.just(0)),
)


class Game:
    """A petition of which an attacker knows every figure that was ever told. Nights tell; days only count."""

    def __init__(self, session: Session) -> None:
        self.session, self.petition_id = session, add_petition(session).id
        self.counts = dict.fromkeys(LANGUAGES, 0)
        self.day = FIRST

    def play(self, move: str, language: str, count: int) -> None:
        if move == "sign":
            self.counts[language] += count
        elif move == "leave":
            self.counts[language] -= min(count, self.counts[language])
        else:
            self.day += timedelta(days=1)
            tell_groups(self.session, self.petition_id, Told.LANGUAGE, self.counts, day=self.day)

    def ask(self, first: date, last: date) -> dict[str, int]:
        """What the dashboard says of a period."""
        earlier = find_told(self.session, self.petition_id, Told.LANGUAGE, on=first - timedelta(days=1))
        return told_between(earlier, find_told(self.session, self.petition_id, Told.LANGUAGE, on=last))

    def ask_everything(self) -> dict[tuple[date, date], dict[str, int]]:
        """Every period there is."""
        days = [FIRST + timedelta(days=number) for number in range((self.day - FIRST).days + 1)]
        return {(first, last): self.ask(first, last) for first in days for last in days if first <= last}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(MOVES, max_size=14),
    alice=st.sampled_from(LANGUAGES),
    is_leaving=st.booleans(),
)
def test_no_question_before_and_after_one_person_tells_of_her(
    session: Session, moves: list[tuple[str, str, int]], alice: str, is_leaving: bool
) -> None:
    """The attacker makes others sign and leave, asks about every period, sees her come or go, and asks again."""
    game = Game(session)
    for move in [*moves, ("night", "", 0)]:
        game.play(*move)
    before = game.ask_everything()
    game.play("leave" if is_leaving else "sign", alice, 1)
    assert game.ask_everything() == before, "nothing is told before the night"
    game.play("night", "", 0)
    after = game.ask_everything()
    for period, told in before.items():
        assert after[period] == told, "what was told of the past stays"
    for told in after.values():
        assert all(abs(count) >= SMALLEST_GROUP for count in told.values())
    for key in (*LANGUAGES, OTHERS):
        step = abs(after[FIRST, game.day].get(key, 0) - before[FIRST, game.day - timedelta(days=1)].get(key, 0))
        assert step == 0 or step >= SMALLEST_CHANGE, "what moves, moves by ten people at least"


def _told(session: Session, petition: OpenPetition, subject: Told) -> dict[str, int]:
    return find_told(session, petition.id, subject)


@pytest.fixture
def sign_many(session: Session, keyring: Keyring, petition: OpenPetition) -> object:
    """Confirm so many in a language and through a code, and fold them."""

    def sign(count: int, *, language: str = "en", code: str = "", country: str = "FR") -> None:
        for _ in range(count):
            add_signature(session, keyring, petition, language=language, source_code=code, country=country)
        fold_tally(session, now=NOW)

    return sign


def test_once_a_day(session: Session, keyring: Keyring, petition: OpenPetition, sign_many) -> None:
    sign_many(30, language="fa")
    sign_many(12)
    sign_many(4, language="de")
    assert tell_figures(session, keyring, now=NOW) == 1
    assert _told(session, petition, Told.LANGUAGE) == {"fa": 30, OTHERS: 16}
    sign_many(20)
    assert tell_figures(session, keyring, now=NOW) == 0
    assert tell_figures(session, keyring, now=NOW + timedelta(days=1)) == 1
    assert _told(session, petition, Told.LANGUAGE) == {"fa": 30, OTHERS: 36}


def test_a_frozen_figure_waits(session: Session, keyring: Keyring, sign_many) -> None:
    sign_many(30)
    session.execute(update(PublishedTally).values(frozen=True))
    assert tell_figures(session, keyring, now=NOW) == 0
    assert session.scalar(select(func.count()).select_from(ToldFigure)) == 0


def test_a_code_for_one_person_is_never_told(
    session: Session, keyring: Keyring, petition: OpenPetition, sign_many
) -> None:
    write_loads(session, {(petition.id, to_hour(NOW), "alice"): 9, (petition.id, to_hour(NOW), "poster"): 61})
    fold_loads(session)
    sign_many(9, code="alice")
    sign_many(57, code="poster")
    tell_figures(session, keyring, now=NOW)
    told, loads = _told(session, petition, Told.SOURCE), _told(session, petition, Told.SOURCE_LOADS)
    assert set(told) == {"poster"} == set(loads)
    assert told["poster"] in (40, 50)
    assert loads["poster"] in (50, 60)


def test_the_lots_differ_from_code_to_code_and_are_each_the_same_tomorrow(
    session: Session, keyring: Keyring, petition: OpenPetition, sign_many
) -> None:
    """With 15 each, about six codes in ten are told; asked daily, still the same ones."""
    for code in range(40):
        sign_many(15, code=f"code-{code}")
    tell_figures(session, keyring, now=NOW)
    told = _told(session, petition, Told.SOURCE)
    assert 10 < len(told) < 38
    for days in range(1, 6):
        tell_figures(session, keyring, now=NOW + timedelta(days=days))
    assert _told(session, petition, Told.SOURCE) == told


def test_countries_are_told_as_the_public_reads_them(session: Session, petition: OpenPetition, sign_many) -> None:
    sign_many(40, country="DE")
    sign_many(15, country="SE")
    publish_countries(session, now=NOW)
    assert _told(session, petition, Told.COUNTRY) == {"DE": 40, "SE": 15}
    sign_many(10, country="SE")
    publish_countries(session, now=NOW + timedelta(days=1))
    assert _told(session, petition, Told.COUNTRY) == {"DE": 40, "SE": 25}
    yesterday = find_told(session, petition.id, Told.COUNTRY, on=NOW.date())
    assert told_between(yesterday, _told(session, petition, Told.COUNTRY)) == {"SE": 10}


def test_what_is_told_at_night_counts_for_the_day_that_ended(
    session: Session, keyring: Keyring, petition: OpenPetition, sign_many
) -> None:
    sign_many(30)
    midnight = NOW.replace(hour=0, minute=5) + timedelta(days=1)
    tell_figures(session, keyring, now=midnight)
    assert find_told(session, petition.id, Told.LANGUAGE, on=NOW.date()) == {"en": 30}


def test_a_dashboard_is_whole(session: Session, keyring: Keyring, petition: OpenPetition, sign_many) -> None:
    sign_many(120, country="DE", code="poster")
    write_loads(session, {(petition.id, to_hour(NOW), "poster"): 400})
    fold_loads(session)
    count_forms(session, FormStep.SUBMITTED, [petition.id] * 160)
    count_forms(session, FormStep.MAILED, [petition.id] * 150)
    publish_countries(session, now=NOW)
    tell_figures(session, keyring, now=NOW)
    said = get_figures(session, petition.id, last_days(7, today=NOW.date()), milestones=[100, 500], now=NOW)
    assert (said.standing.confirmed, said.standing.today) == (120, 120)
    assert [part.change for part in said.parts] == [0, 0, 0, 0, 0, 0, 120]
    assert said.countries == {"DE": 120}
    assert said.languages == {"en": 120}
    assert said.reached == {100: to_hour(NOW)}
    assert said.told_on == NOW.date()
    assert said.funnel.confirmed == 120
    for told, true in [(said.funnel.loads, 400), (said.funnel.submitted, 160), (said.funnel.mailed, 150)]:
        assert true - 20 < told <= true


def test_a_period_before_anything_is_empty(session: Session, petition: OpenPetition) -> None:
    said = get_figures(session, petition.id, Period(FIRST, FIRST), milestones=[100], now=NOW)
    assert said.standing.as_of is None
    assert sum(part.change for part in said.parts) == 0
    assert (said.countries, said.sources, said.reached, said.told_on) == ({}, {}, {}, None)
