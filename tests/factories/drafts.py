"""A draft that could be published as it stands. Everybody in it is invented."""

from typing import Any

import msgspec

from app.campaigns.kinds import Theme
from app.cases.kinds import Certainty, EventKind, FactKind, PrisonerStatus, RelationKind
from app.drafts.document import (
    DraftCampaign,
    DraftConsent,
    DraftDemand,
    DraftDocument,
    DraftEvent,
    DraftFact,
    DraftFellow,
    DraftPetition,
    DraftPortrait,
    DraftPrison,
    DraftPrisoner,
    DraftRecipient,
    DraftRelative,
    DraftSource,
    DraftTarget,
    LocalMidnight,
)
from app.drafts.kinds import ConsentKind, HarmCheck
from app.drafts.translations import with_basis


def both(english: str, persian: str = "واژه‌ها") -> dict[str, str]:
    """Return a text in the two languages of the draft."""
    return {"en": english, "fa": persian}


def whole_draft(*, picture_id: str = "0" * 32, **changes: Any) -> DraftDocument:
    """Return a draft without a finding that blocks, or with these sections instead of its own."""
    made = DraftDocument(
        prisoner=_PRISONER,
        facts=[
            DraftFact(key="f1", kind=FactKind.CHARGE, text=both("Propaganda"), sources=["s1"]),
            DraftFact(key="f2", kind=FactKind.ACTIVITY, text=both("She taught."), sources=["s1"]),
        ],
        events=[
            DraftEvent(key="e1", kind=EventKind.ARREST, date="2020-03", text=both("Arrested."), sources=["s1"]),
            DraftEvent(
                key="e2",
                kind=EventKind.TRANSFER,
                date="2021",
                text=both("Moved."),
                attribution=both("The family"),
                certainty=Certainty.ATTRIBUTED,
                sources=["s1"],
                prison=DraftPrison(name=both("Hill prison"), place=both("Hilltown")),
            ),
        ],
        relatives=[
            DraftRelative(
                key="r1",
                kind=RelationKind.CO_DEFENDANT,
                names=both("Rostam Sample"),
                text=both("Tried with her."),
                is_public=True,
                sources=["s1"],
            )
        ],
        sources=[
            DraftSource(
                key="s1",
                title=both("A report"),
                publisher=both("A paper"),
                url="https://paper.example/report",
                archived_url="https://archive.example/report",
                date="2021-05",
            )
        ],
        consent=DraftConsent(
            kind=ConsentKind.GIVEN, given_by="The mother", day="2026-10-01", recorded_how="A signed letter"
        ),
        checklist=list(HarmCheck),
        campaign=_CAMPAIGN,
        portrait=DraftPortrait(picture_id=picture_id, alt=both("A drawing of a lamp")),
        petition=_PETITION,
    )
    made = msgspec.structs.replace(made, **changes)
    return with_basis(made, before=DraftDocument())


def fellow(key: str = "p1", *, name: str = "Sohrab Sample", **changes: Any) -> DraftFellow:
    """Return somebody else the campaign is for, whose claims rest on the source of ``whole_draft``."""
    made = DraftFellow(
        key=key,
        prisoner=DraftPrisoner(
            slug=name.lower().replace(" ", "-"),
            names={"en": name, "fa": f"{name} به فارسی"},
            own_language="fa",
            status=PrisonerStatus.DETAINED,
            status_verified="2026-11-01",
            detained_since="2021",
        ),
        facts=[
            DraftFact(key="f1", kind=FactKind.ACTIVITY, text=both("He wrote."), sources=["s1"]),
            DraftFact(key="f2", kind=FactKind.SENTENCE, text=both("Four years."), sources=["s1"]),
        ],
        events=[DraftEvent(key="e1", kind=EventKind.ARREST, date="2021-04", text=both("Taken."), sources=["s1"])],
        relatives=[DraftRelative(key="r1", kind=RelationKind.RELATIVE, names=both("Private Sample"))],
    )
    return msgspec.structs.replace(made, **changes)


_PRISONER = DraftPrisoner(
    slug="laleh-sample",
    names={"en": "Laleh Sample", "fa": "لاله نمونه"},
    own_language="fa",
    status=PrisonerStatus.DETAINED,
    status_verified="2026-11-01",
    detained_since="2020-03",
    prison=DraftPrison(name=both("Valley prison"), place=both("Valleytown"), country="IR"),
)
_CAMPAIGN = DraftCampaign(
    slug="free-laleh",
    hashtag="#FreeLaleh",
    title=both("Free Laleh"),
    summary=both("She taught."),
    story=both("She *taught* here."),
    begins="2026-11",
    country="IR",
    themes=[Theme.WOMEN],
)
_PETITION = DraftPetition(
    ask=both("Release Laleh."),
    demands=[DraftDemand(key="d1", text=both("Release her.")), DraftDemand(key="d2", text=both("Let her call."))],
    targets=[DraftTarget(key="t1", name=both("The court"))],
    recipients=[
        DraftRecipient(key="p1", name=both("The court"), language="fa", is_persecuting=True),
        DraftRecipient(key="p2", name=both("A rapporteur"), takes_names=True),
    ],
    goal=1000,
    milestones=[100, 1000],
    opens=LocalMidnight(day="2026-12-01", zone="Europe/Paris"),
    closes=LocalMidnight(day="2027-12-01", zone="Europe/Paris"),
)
