"""The samples can be published as they are, and a file that could not be is refused with its reasons."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from app.campaigns.kinds import OutcomeKind, Theme
from app.cases.kinds import PrisonerStatus
from app.core.text import has_control_characters
from app.sample.content import SampleError, read_samples, read_surroundings
from app.sample.shapes import FOLDER, day_of

MARYAM = "stop-torturing-maryam"


def rewritten(folder: Path, old: str, new: str) -> Path:
    """Copy the real sample into a folder, with one thing changed."""
    text = (FOLDER / f"{MARYAM}.toml").read_text("utf-8")
    assert old in text
    (folder / "changed.toml").write_text(text.replace(old, new), "utf-8")
    return folder


def test_every_sample_is_whole_and_has_its_own_address():
    samples = read_samples()
    assert len({sample.slug for sample in samples}) == len(samples)
    shared = [sample.prisoner.slug for sample in samples if sample.moved_to]
    assert len({sample.prisoner.slug for sample in samples}) == len(samples) - len(shared)


def test_the_samples_show_every_stage_a_campaign_can_be_in():
    """Loading makes them so; here is said that nothing of it is left out."""
    samples = read_samples()
    assert {sample.prisoner.status for sample in samples} == set(PrisonerStatus)
    assert {theme for sample in samples for theme in sample.themes} == set(Theme)
    assert {sample.outcome.kind for sample in samples if sample.outcome} >= set(OutcomeKind) - {OutcomeKind.PARTIAL}
    assert any(sample.is_quiet for sample in samples)
    assert samples[-1].moved_to in {sample.slug for sample in samples[:-1]}


def test_the_real_case_says_when_and_no_more():
    maryam = next(sample for sample in read_samples() if sample.slug == MARYAM)
    assert maryam.prisoner.detained_since == "2009-12"
    assert maryam.prisoner.verified_on(date(2026, 11, 22)) == "2022-08"
    assert [event.date for event in maryam.events] == [
        "1988-22~",
        "2009-12",
        "2009-12/",
        "2022?",
        "2022-08?",
        "2022-08-26",
    ]
    assert all(claim.attribution for claim in (*maryam.facts, *maryam.events))


def test_names_are_never_offered_to_the_persecuting_state():
    for sample in read_samples():
        assert sample.petition.named_recipients
        assert not any(each.is_of_persecuting_state for each in sample.petition.named_recipients)


@pytest.mark.parametrize(("language", "foreign"), [("fa", "يكةى٠١٢٣٤٥٦٧٨٩"), ("ar", "پچژگکی۰۱۲۳۴۵۶۷۸۹")])
def test_each_language_is_typed_in_its_own_letters(language, foreign):
    words = "".join(said_in(language, [msgspec.to_builtins(each) for each in (*read_samples(), read_surroundings())]))
    assert words
    assert not set(foreign) & set(words)
    assert not has_control_characters(words, allow_lines=True)


def said_in(language, value):
    """Every text of a sample in one language."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from said_in(language, item) if key != language else item
    elif isinstance(value, list):
        for item in value:
            yield from said_in(language, item)


def test_days_may_be_counted_from_the_day_of_loading():
    assert day_of(-1, date(2026, 1, 1)) == date(2025, 12, 31)
    assert day_of(date(2022, 8, 26), date(2026, 1, 1)) == date(2022, 8, 26)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('date = "2022?"', 'date = "2022-13"', "no such month"),
        ('sources = ["campaign-article"]\n', "sources = []\n", "length >= 1"),
        ('sources = ["campaign-article"]', 'sources = ["hearsay"]', "no source 'hearsay'"),
        ('organisation = "sample-organisation"', 'organisation = "nobody"', "no organisation 'nobody'"),
        ('prison = "prison-in-semnan"', 'prison = "elsewhere"', "no prison 'elsewhere'"),
        ('groups = ["34-prisoners', 'groups = ["35-prisoners', "no group '35-prisoners"),
        ('memorials = ["massacre', 'memorials = ["night', "no memorial 'night"),
        ('"truth_and_justice", ', '"truth", ', "truth"),
        ('fa = "مریم اکبری منفرد"\n', "", "names must be in en, fa"),
        ('  "Release her.",\n', "", "as many lines"),
        ("takes_names = false", "takes_names = true", "never handed to 'head-of-judiciary-iran'"),
        ("goal = 10000", "goal = 20000", "end with the goal"),
        ('own_language = "fa"', 'own_language = "ku"', "own language"),
        ('kind = "transfer"', 'kind = "voyage"', "voyage"),
        ("goal = 10000", "goal = ", "changed.toml"),
    ],
)
def test_what_could_not_be_published_is_refused(tmp_path, old, new, reason):
    with pytest.raises(SampleError, match=reason):
        read_samples(rewritten(tmp_path, old, new))
