"""Every address this product answers to, with its methods and its guard; and looking never changes anything."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from app.checkpoints.writing import write_due
from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.core.languages import LANGUAGES
from app.core.settings import Settings
from app.deliveries.publishing import publish_deliveries
from app.deliveries.states import DeliveryState
from app.petitions.publishing import publish_campaign
from app.privacy.pages import drain_access_requests
from app.signatures.envelope import AccessForm
from app.signatures.models import ProofDial
from app.updates.publishing import publish_updates
from tests.factories import (
    add_letter,
    add_message,
    add_petition,
    add_surroundings,
    add_unsubscribe_link,
    add_update,
    confirm,
    post,
    sign,
    token,
)
from tests.factories.deliveries import add_delivery
from tests.guards.tables import fingerprints

OPEN, TOKEN, HEALTH, DEVELOPMENT = "anyone", "holder of a link", "the proxy", "development only"
HOOK = "the mail server, by its signature"
LANG = f"/<any({','.join(LANGUAGES)}):lang>"
PUBLIC_ROUTES = {
    ("/", "GET", OPEN),
    (f"{LANG}/", "GET", OPEN),
    (f"{LANG}/campaigns/", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/messages", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/messages", "POST", OPEN),
    (f"{LANG}/campaigns/<slug>/messages/received", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/messages/print", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/countries", "GET", OPEN),
    (f"{LANG}/prisoners/<slug>", "GET", OPEN),
    (f"{LANG}/prisons/<slug>", "GET", OPEN),
    (f"{LANG}/groups/<slug>", "GET", OPEN),
    (f"{LANG}/organisations/<slug>", "GET", OPEN),
    (f"{LANG}/memorials/<slug>", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/share/mastodon", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/letters/<letter>", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/letters/<letter>", "POST", OPEN),
    (f"{LANG}/campaigns/<slug>/letters/<letter>/sent", "POST", OPEN),
    (f"{LANG}/petitions/<uuid:petition_id>/sign", "POST", OPEN),
    (f"{LANG}/petitions/<uuid:petition_id>/check-mail", "GET", OPEN),
    (f"{LANG}/petitions/<uuid:petition_id>/challenge", "GET", OPEN),
    (f"{LANG}/petitions/<uuid:petition_id>/thanks", "GET", OPEN),
    (f"{LANG}/confirm/<token:token>", "GET", TOKEN),
    (f"{LANG}/confirm/<token:token>", "POST", TOKEN),
    (f"{LANG}/not-me/<token:token>", "POST", TOKEN),
    (f"{LANG}/deleted", "GET", OPEN),
    (f"{LANG}/private-page", "GET POST", OPEN),
    (f"{LANG}/private-page/asked", "GET", OPEN),
    (f"{LANG}/private-page/<token:token>", "GET", TOKEN),
    (f"{LANG}/private-page/<token:token>/copy", "GET", TOKEN),
    (f"{LANG}/private-page/<token:token>/change", "POST", TOKEN),
    (f"{LANG}/private-page/<token:token>/withdraw", "POST", TOKEN),
    (f"{LANG}/private-page/<token:token>/erase", "POST", TOKEN),
    (f"{LANG}/campaigns/<slug>/updates/", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/updates/<int:number>", "GET", OPEN),
    (f"{LANG}/unsubscribe/<token:token>", "GET", TOKEN),
    (f"{LANG}/unsubscribe/<token:token>", "POST", TOKEN),
    (f"{LANG}/unsubscribed", "GET", OPEN),
    (f"{LANG}/how-we-count", "GET", OPEN),
    (f"{LANG}/privacy", "GET", OPEN),
    (f"{LANG}/check", "GET", OPEN),
    (f"{LANG}/check", "POST", OPEN),
    (f"{LANG}/checkpoints", "GET", OPEN),
    ("/api/v1/checkpoints", "GET", OPEN),
    ("/api/v1/checkpoints/<int:number>", "GET", OPEN),
    (f"{LANG}/deliveries/<uuid:delivery_id>", "GET", OPEN),
    (f"{LANG}/delivery-key.pem", "GET", OPEN),
    (f"{LANG}/api", "GET", OPEN),
    (f"{LANG}/feed.atom", "GET", OPEN),
    (f"{LANG}/feed.json", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/feed.atom", "GET", OPEN),
    (f"{LANG}/campaigns/<slug>/feed.json", "GET", OPEN),
    (f"{LANG}/embed/<slug>", "GET", OPEN),
    ("/embed/<slug>", "GET", OPEN),
    ("/robots.txt", "GET", OPEN),
    ("/sitemap.xml", "GET", OPEN),
    ("/sitemap-<int:number>.xml", "GET", OPEN),
    ("/favicon.ico", "GET", OPEN),
    ("/.well-known/security.txt", "GET", OPEN),
    ("/api/v1/openapi.json", "GET", OPEN),
    ("/api/v1/campaigns", "GET", OPEN),
    ("/api/v1/campaigns/<slug>", "GET", OPEN),
    ("/pictures/<name>", "GET", OPEN),
    ("/api/v1/petitions/<uuid:petition_id>", "GET", OPEN),
    ("/api/v1/petitions/<uuid:petition_id>/deliveries", "GET", OPEN),
    ("/mail-reports", "POST", HOOK),
    ("/live", "GET", HEALTH),
    ("/ready", "GET", HEALTH),
    ("/dev/mail/", "GET", DEVELOPMENT),
    ("/dev/mail/<name>", "GET", DEVELOPMENT),
    ("/dev/webhook", "POST", DEVELOPMENT),
}
UPDATES = "/organiser/<organisation>/campaigns/<uuid:campaign_id>/updates/"
ACTS = "'ask', 'take-back', 'pause', 'resume', 'cancel', 'hide', 'show'"
PAPER = "/organiser/<organisation>/campaigns/<uuid:campaign_id>/paper"
BATCH = f"{PAPER}/batches/<uuid:batch_id>"
PAPER_ROUTES = {
    (f"{PAPER}/", "GET"),
    (f"{PAPER}/prints", "GET"),
    (f"{PAPER}/prints", "POST"),
    (f"{PAPER}/prints/<uuid:print_id>.pdf", "GET"),
    (f"{PAPER}/partners", "GET"),
    (f"{PAPER}/partners", "POST"),
    (f"{PAPER}/partners/<uuid:tally_id>/approve", "POST"),
    (f"{PAPER}/partners/<uuid:tally_id>/refuse", "POST"),
    (f"{PAPER}/partners/<uuid:tally_id>/withdraw", "POST"),
    (f"{PAPER}/batches/new", "GET"),
    (f"{PAPER}/batches/new", "POST"),
    (f"{BATCH}", "GET"),
    (f"{BATCH}/refused.csv", "GET"),
    (f"{BATCH}/lines", "GET"),
    (f"{BATCH}/lines", "POST"),
    (f"{BATCH}/scans", "POST"),
    (f"{BATCH}/files", "POST"),
    (f"{BATCH}/files/<uuid:file_id>", "GET"),
    (f"{BATCH}/files/<uuid:file_id>", "POST"),
    (f"{BATCH}/files/<uuid:file_id>/discard", "POST"),
    (f"{BATCH}/submit", "POST"),
    (f"{BATCH}/cancel", "POST"),
    (f"{BATCH}/withdraw", "GET"),
    (f"{BATCH}/withdraw", "POST"),
    (f"{BATCH}/take-out", "POST"),
}
EXPORT = "/staff/exports/<uuid:export_id>"
EXPORT_ROUTES = {
    ("/staff/exports/", "GET"),
    ("/staff/exports/new", "GET"),
    ("/staff/exports/new", "POST"),
    ("/staff/exports/keys", "GET"),
    ("/staff/exports/keys", "POST"),
    ("/staff/exports/keys/<uuid:key_id>/revoke", "POST"),
    (EXPORT, "GET"),
    (f"{EXPORT}/approve", "POST"),
    (f"{EXPORT}/reject", "POST"),
    (f"{EXPORT}/cancel", "POST"),
    (f"{EXPORT}/file", "POST"),
}
DELIVERY = "/staff/deliveries/<uuid:delivery_id>"
DELIVERY_ROUTES = {
    ("/staff/deliveries/", "GET"),
    ("/staff/deliveries/new", "GET"),
    ("/staff/deliveries/new/<uuid:campaign_id>", "GET"),
    ("/staff/deliveries/new/<uuid:campaign_id>", "POST"),
    (DELIVERY, "GET"),
    (f"{DELIVERY}/cancel", "POST"),
    (f"{DELIVERY}/again", "POST"),
    (f"{DELIVERY}/approve", "POST"),
    (f"{DELIVERY}/pack", "POST"),
    (f"{DELIVERY}/register", "POST"),
    (f"{DELIVERY}/pictures", "POST"),
    (f"{DELIVERY}/pictures/<uuid:evidence_id>", "GET"),
    (f"{DELIVERY}/update", "POST"),
}
CAMPAIGN = "/organiser/<organisation>/campaigns/<uuid:campaign_id>"
PERSON = f"{CAMPAIGN}/edit/people/<person>"
PEOPLE_ROUTES = {
    (f"{CAMPAIGN}/open", "POST"),
    (f"{CAMPAIGN}/edit/people", "GET"),
    (f"{CAMPAIGN}/edit/people", "POST"),
    (f"{PERSON}/remove", "GET"),
    *(
        (f"{PERSON}/{page}", method)
        for page in ("prisoner", "facts", "events", "relatives")
        for method in ("GET", "POST")
    ),
    *((f"{PERSON}/{page}/<entry>", method) for page in ("facts", "events", "relatives") for method in ("GET", "POST")),
}
FREEZE_ROUTES = {
    ("/staff/organisations/", "GET"),
    ("/staff/organisations/<uuid:organisation_id>", "GET"),
    ("/staff/organisations/<uuid:organisation_id>/freeze", "POST"),
    ("/staff/organisations/<uuid:organisation_id>/let-go", "POST"),
}
INTEGRITY = "/staff/integrity"
INTEGRITY_ROUTES = {
    (f"{INTEGRITY}/", "GET"),
    (f"{INTEGRITY}/proof", "POST"),
    (f"{INTEGRITY}/<uuid:petition_id>/", "GET"),
    (f"{INTEGRITY}/<uuid:petition_id>/proof", "POST"),
    (f"{INTEGRITY}/<uuid:petition_id>/clusters/<uuid:cluster_id>", "GET"),
    (f"{INTEGRITY}/<uuid:petition_id>/clusters/<uuid:cluster_id>/trust", "POST"),
    (f"{INTEGRITY}/<uuid:petition_id>/act", "GET"),
    (f"{INTEGRITY}/<uuid:petition_id>/act", "POST"),
    (f"{INTEGRITY}/acts/<uuid:act_id>", "GET"),
    (f"{INTEGRITY}/acts/<uuid:act_id>/apply", "POST"),
    (f"{INTEGRITY}/acts/<uuid:act_id>/cancel", "POST"),
    (f"{INTEGRITY}/acts/<uuid:act_id>/undo", "POST"),
    (f"{INTEGRITY}/search", "GET"),
    (f"{INTEGRITY}/search", "POST"),
    (f"{INTEGRITY}/search/<uuid:search_id>", "GET"),
}
SWITCH_ROUTES = {
    ("/staff/retention/", "GET"),
    ("/staff/switches/", "GET"),
    ("/staff/switches/<any('signing', 'bulk_mail', 'read_only'):kind>", "POST"),
}
CONSOLE_ROUTES = (
    PAPER_ROUTES
    | DELIVERY_ROUTES
    | PEOPLE_ROUTES
    | FREEZE_ROUTES
    | SWITCH_ROUTES
    | EXPORT_ROUTES
    | INTEGRITY_ROUTES
    | {
        ("/live", "GET"),
        ("/ready", "GET"),
        ("/", "GET"),
        ("/account/", "GET"),
        ("/account/sign-in", "GET"),
        ("/account/sign-in", "POST"),
        ("/account/sign-in/passkey", "POST"),
        ("/account/sign-out", "POST"),
        ("/account/second-factor", "GET"),
        ("/account/second-factor", "POST"),
        ("/account/second-factor/passkey", "POST"),
        ("/account/prove", "GET"),
        ("/account/prove", "POST"),
        ("/account/language", "POST"),
        ("/account/sessions/<uuid:session_id>/revoke", "POST"),
        ("/account/sessions/revoke-others", "POST"),
        ("/account/second-factors", "GET"),
        ("/account/second-factors/app", "GET"),
        ("/account/second-factors/app", "POST"),
        ("/account/second-factors/app/remove", "POST"),
        ("/account/second-factors/recovery-codes", "POST"),
        ("/account/passkeys/add", "GET"),
        ("/account/passkeys/add", "POST"),
        ("/account/passkeys/<uuid:passkey_id>/remove", "POST"),
        ("/account/password", "GET"),
        ("/account/password", "POST"),
        ("/account/forgotten", "GET"),
        ("/account/forgotten", "POST"),
        ("/account/forgotten/sent", "GET"),
        ("/account/reset/<token>", "GET"),
        ("/account/reset/<token>", "POST"),
        ("/account/invitation/<token>", "GET"),
        ("/account/invitation/<token>", "POST"),
        ("/account/apply", "GET"),
        ("/account/apply", "POST"),
        ("/account/apply/received", "GET"),
        ("/organiser/<organisation>/", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/dashboard", "GET"),
        ("/organiser/<organisation>/webhooks", "GET"),
        ("/organiser/<organisation>/webhooks", "POST"),
        ("/organiser/<organisation>/webhooks/<uuid:webhook_id>", "GET"),
        ("/organiser/<organisation>/webhooks/<uuid:webhook_id>/secret", "POST"),
        ("/organiser/<organisation>/webhooks/<uuid:webhook_id>/pause", "POST"),
        ("/organiser/<organisation>/webhooks/<uuid:webhook_id>/resume", "POST"),
        ("/organiser/<organisation>/webhooks/<uuid:webhook_id>/remove", "POST"),
        ("/organiser/<organisation>/webhooks/<uuid:webhook_id>/test", "POST"),
        ("/organiser/<organisation>/webhooks/<uuid:webhook_id>/calls/<uuid:call_id>/again", "POST"),
        (
            "/organiser/<organisation>/campaigns/<uuid:campaign_id>/dashboard/"
            "<any(figure,countries,languages,sources,funnel,milestones):name>.csv",
            "GET",
        ),
        (UPDATES, "GET"),
        (f"{UPDATES}new", "GET"),
        (f"{UPDATES}new", "POST"),
        (f"{UPDATES}<uuid:update_id>/", "GET"),
        (f"{UPDATES}<uuid:update_id>/edit", "GET"),
        (f"{UPDATES}<uuid:update_id>/edit", "POST"),
        (f"{UPDATES}<uuid:update_id>/approve", "POST"),
        (f"{UPDATES}<uuid:update_id>/test", "POST"),
        (f"{UPDATES}<uuid:update_id>/delete", "POST"),
        (f"{UPDATES}<uuid:update_id>/<any({ACTS}):act>", "POST"),
        ("/organiser/<organisation>/campaigns/new", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/copy", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/words", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/words", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/story", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/story", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/story/preview", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/petition", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/petition", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/aims", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/aims", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/translations/", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/translations/<language>", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/translations/<language>", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/preview/", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/preview/<int:number>/<language>", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/history/", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/history/<int:number>", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/history/<int:number>/return", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/checks", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/submit", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/withdraw", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/control", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/quiet", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/act", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/outcome", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/outcome", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/prisoner", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/prisoner", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/consent", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/consent", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/portrait", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/portrait", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/portrait/words", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/portrait/remove", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/facts", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/facts", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/facts/<entry>", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/facts/<entry>", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/events", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/events", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/events/<entry>", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/events/<entry>", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/sources", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/sources", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/sources/<entry>", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/sources/<entry>", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/relatives", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/relatives", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/relatives/<entry>", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/relatives/<entry>", "POST"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/sources/<entry>/remove", "GET"),
        ("/organiser/<organisation>/campaigns/<uuid:campaign_id>/edit/undo", "POST"),
        ("/organiser/<organisation>/pictures/<name>", "GET"),
        ("/staff/", "GET"),
        ("/staff/pictures/<name>", "GET"),
        ("/staff/reviews/", "GET"),
        ("/staff/reviews/<uuid:campaign_id>", "GET"),
        ("/staff/reviews/<uuid:campaign_id>", "POST"),
        ("/staff/reviews/<uuid:campaign_id>/<int:number>/<language>", "GET"),
        ("/staff/campaigns/", "GET"),
        ("/staff/campaigns/<uuid:campaign_id>/freeze", "POST"),
        ("/staff/campaigns/<uuid:campaign_id>/let-go", "POST"),
        ("/organiser/<organisation>/members", "GET"),
        ("/organiser/<organisation>/members", "POST"),
        ("/organiser/<organisation>/members/<uuid:account_id>/role", "POST"),
        ("/organiser/<organisation>/members/<uuid:account_id>/remove", "POST"),
        ("/organiser/<organisation>/invitations/<uuid:invitation_id>/withdraw", "POST"),
        ("/organiser/<organisation>/settings", "GET"),
        ("/organiser/<organisation>/settings", "POST"),
        ("/staff/", "GET"),
        ("/staff/applications", "GET"),
        ("/staff/applications/<uuid:application_id>", "GET"),
        ("/staff/applications/<uuid:application_id>/approve", "POST"),
        ("/staff/applications/<uuid:application_id>/refuse", "POST"),
        ("/staff/moderation", "GET"),
        ("/staff/moderation", "POST"),
        ("/staff/people", "GET"),
        ("/staff/people", "POST"),
        ("/staff/people/<uuid:account_id>/dismiss", "POST"),
    }
)
"""Who may come to each is said by its view, as ``app.web.console.guard`` tells."""
NO_TOKEN = "0" * 32


def _routes(flask_app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.rule, " ".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))) for rule in flask_app.url_map.iter_rules()
    }


def test_every_route_of_the_public_site_is_listed(public_app: Flask) -> None:
    assert _routes(public_app) == {(rule, methods) for rule, methods, _ in PUBLIC_ROUTES}


def test_every_route_of_the_console_is_listed(console_app: Flask) -> None:
    assert _routes(console_app) == CONSOLE_ROUTES


def test_development_routes_exist_in_development_only(settings: Settings) -> None:
    routes = _routes(create_app("public", replace(settings, mailbox=None)))
    assert routes == {(rule, methods) for rule, methods, guard in PUBLIC_ROUTES if guard is not DEVELOPMENT}


@pytest.mark.parametrize(("rule", "methods"), sorted((r, m) for r, m, guard in PUBLIC_ROUTES if guard is TOKEN))
def test_a_link_that_was_never_mailed_leads_nowhere(client: FlaskClient, rule: str, methods: str) -> None:
    form = {"signature": str(new_id()), "show_name": "no"}
    path = rule.replace(LANG, "/en").replace("<token:token>", NO_TOKEN)
    answer = client.open(path, method=methods, data=form if methods == "POST" else None)
    assert answer.status_code in (404, 410)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_rule_with_a_token_is_guarded_by_it() -> None:
    assert {rule for rule, _, guard in PUBLIC_ROUTES if guard is TOKEN} == {
        rule for rule, _, _ in PUBLIC_ROUTES if "token" in rule
    }


@pytest.fixture
def addresses(owner_session: Session, keyring: Keyring, public_keys: PublicKeys) -> list[str]:
    """Every address that can be looked at, with real tokens of every kind and state."""
    petition, now = add_petition(owner_session), utc_now()
    waiting = sign(owner_session, keyring, public_keys, petition)
    pressed = sign(owner_session, keyring, public_keys, petition, email="holder@example.org", show_name="full")
    assert waiting
    assert pressed
    confirm(owner_session, keyring, pressed)
    add_letter(owner_session, petition.campaign)
    add_message(owner_session, keyring, public_keys, petition)
    asked = post(owner_session, public_keys, AccessForm(email="holder@example.org", language="en"))
    drain_access_requests(owner_session, keyring, now=now)
    owner_session.commit()
    tokens = {
        "/confirm/": [token(keyring, waiting), token(keyring, pressed), token(keyring, waiting, "not_me")],
        "/private-page/": [keyring.access_token(asked.id, day=day_of(now))],
        "/unsubscribe/": [add_unsubscribe_link(owner_session, keyring, petition)],
    }
    owner_session.add(ProofDial(petition_id=petition.id, since=now))
    add_surroundings(owner_session, petition)
    add_update(owner_session, petition.campaign, is_out=True)
    publish_campaign(owner_session, petition.id, now=now)
    publish_updates(owner_session)
    delivery = add_delivery(owner_session, petition, state=DeliveryState.HANDED_OVER)
    publish_deliveries(owner_session)
    write_due(owner_session, keyring.delivery_key(), site="https://vigil.example", now=now)
    owner_session.commit()
    prisoner, organisation = petition.campaign.prisoners[0].slug, petition.campaign.organisation.slug
    known = {
        "prisoners/<slug>": f"prisoners/{prisoner}", "prisons/<slug>": "prisons/tower",
        "groups/<slug>": "groups/thirty", "memorials/<slug>": "memorials/the-night",
        "organisations/<slug>": f"organisations/{organisation}",
    }  # fmt: skip
    known |= {LANG: "/fa", "<slug>": petition.campaign.slug, "<uuid:petition_id>": str(petition.id), "<name>": "none",
              "<letter>": "minister", "<int:number>": "1", "<uuid:delivery_id>": str(delivery.id)}  # fmt: skip
    rules = [rule for rule, methods, _ in PUBLIC_ROUTES if "GET" in methods]
    for mark, value in known.items():
        rules = [rule.replace(mark, value) for rule in rules]
    plain = [rule for rule in rules if "<token:token>" not in rule]
    return plain + [
        rule.replace("<token:token>", each)
        for rule in rules
        if "<token:token>" in rule
        for folder, holders in tokens.items()
        if folder in rule
        for each in holders
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(
    client: FlaskClient, owner_session: Session, addresses: list[str], method: str
) -> None:
    """A mail scanner, a preview or a crawler that follows every link must not sign, confirm or delete for anybody."""
    before = fingerprints(owner_session)
    answers = {address: client.open(address, method=method).status_code for address in addresses}
    assert {address for address, status in answers.items() if status not in (200, 302)} == {
        "/dev/mail/none",
        "/pictures/none",
    }
    assert len(addresses) >= 20
    assert fingerprints(owner_session) == before
