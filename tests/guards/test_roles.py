"""Each database role tried against every table, column and function, compared with what is written down here."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState, WrongObjectType
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.roles import CONNECTIONS
from app.core.settings import Settings
from app.signatures.models import PublishedSupporter

ALL = "SELECT INSERT UPDATE DELETE"
CONTENT = [
    "organisation",
    "prisoner",
    "case_fact",
    "case_event",
    "source",
    "case_fact_source",
    "case_event_source",
    "campaign",
    "campaign_prisoner",
    "petition",
    "petition_recipient",
    "recipient",
    "target",
    "wording",
    "wording_recipient",
    "prison",
    "prisoner_group",
    "prisoner_group_source",
    "memorial",
    "memorial_figure",
    "memorial_source",
    "campaign_group",
    "campaign_memorial",
    "outcome",
    "letter",
    "case_relative",
    "case_relative_source",
]
OF_DRAFTS = {
    "draft": "SELECT INSERT UPDATE",
    "draft_revision": "SELECT INSERT",
    "draft_review": "SELECT INSERT",
    "campaign_act": "SELECT INSERT",
    "campaign_freeze": "SELECT INSERT DELETE",
    "organisation_freeze": "SELECT INSERT UPDATE(campaign_ids) DELETE",
    "campaign_portrait": "SELECT",
    "picture": (
        "SELECT(id,alt,focus_x,focus_y,state,refusal,organisation_id,cut_from_id,whole_digest,whole_width,whole_height)"
        " INSERT"
    ),
    "picture_variant": "SELECT",
}
DRAFTS_OF_WORKERS = {
    "draft": "SELECT UPDATE",
    "draft_revision": "SELECT",
    "draft_review": "SELECT INSERT",
    "campaign_act": "SELECT UPDATE",
    "campaign_freeze": "SELECT",
    "organisation_freeze": "SELECT UPDATE(campaign_ids)",
}
WRITTEN_BY_WORKERS = dict.fromkeys(
    set(CONTENT)
    - {"organisation", "prisoner_group", "prisoner_group_source", "memorial", "memorial_figure", "memorial_source"}
    - {"letter"},
    ALL,
)
"""What an approved draft becomes."""
OF_WORKERS = [
    "intake",
    "unreadable_intake",
    "signature",
    "submission",
    "signature_shown",
    "outgoing_mail",
    "mail_cap",
    "update_recipient",
    "update_share",
    "update_proof",
    "unsubscribe_link",
    "private_page",
    "reported_call",
    "tally_bucket",
    "comment_verdict",
    "comment_shown",
    "message",
    "page_load",
    "letter_sent",
    "letter_count",
    "page_load_bucket",
    "delivery",
    "delivery_signature",
    "export_recent",
    "export_marker",
    "picture",
    "picture_variant",
    "campaign_portrait",
    "share_card",
    "form_count",
    "told_total",
    "told_figure",
    "told_day",
    "webhook_key",
    "webhook",
    "webhook_event",
    "webhook_call",
    "webhook_try",
    "print",
    "paper_batch",
    "paper_file",
    "paper_page",
    "paper_scan",
    "paper_signature",
    "paper_refusal",
    "paper_erasure",
    "partner_tally",
    "cluster",
    "bulk_act",
    "bulk_act_item",
    "signature_search",
    "used_proof",
]
TOLD = dict.fromkeys(("vigil.told_total", "vigil.told_figure", "vigil.told_day"), "SELECT")
WEBHOOKS = {
    "vigil.webhook_key": "SELECT",
    "vigil.webhook": ALL,
    "vigil.webhook_event": "SELECT INSERT",
    "vigil.webhook_call": "SELECT INSERT UPDATE",
    "vigil.webhook_try": "SELECT",
}
PAPER = {
    "vigil.print": "SELECT INSERT",
    "vigil.paper_batch": "SELECT INSERT UPDATE(state,typed,total)",
    "vigil.paper_file": "SELECT INSERT UPDATE(roles) DELETE",
    "vigil.paper_page": "SELECT(id,batch_id,file_id,first_line,lines,key_day) INSERT",
    "vigil.paper_scan": "SELECT(id,batch_id,kind,size_bytes,key_day) INSERT",
    "vigil.paper_refusal": "SELECT",
    "vigil.paper_erasure": "SELECT INSERT",
    "vigil.partner_tally": "SELECT INSERT UPDATE(state,decided_by,decided_at)",
}
"""What the console puts in, it cannot read again; whom a sheet holds it never sees."""
INTEGRITY = {
    "published.proof_dial": "SELECT INSERT DELETE",
    "vigil.cluster": (
        "SELECT(id,petition_id,kind,label,first_hour,last_hour,in_hour,posted,is_trusted,states,reasons,held,"
        "refreshed_at,refresh_after) UPDATE(is_trusted,refresh_after)"
    ),
    "vigil.bulk_act": "SELECT INSERT UPDATE(state,decided_by,decided_at,undo_by,undo_at,ended_at)",
    "vigil.signature_search": (
        "SELECT(id,asked_by,asked_at,petition_id,country,hour_from,hour_to,key_day,state,found,hits) INSERT"
    ),
}
"""Numbers, labels and answers; never the list of an act, nor what was typed."""
OF_ACCOUNTS = {
    "account": "SELECT INSERT UPDATE",
    "membership": ALL,
    "account_session": "SELECT INSERT UPDATE",
    "recovery_code": "SELECT INSERT DELETE",
    "passkey": ALL,
    "invitation": "SELECT INSERT UPDATE",
    "password_reset": "SELECT INSERT UPDATE",
    "account_notice": "INSERT",
    "application": "SELECT INSERT UPDATE",
    "attempt": ALL,
}
"""What the console may do with accounts; row-level security says with whose."""
PUBLISHED = (
    "published.campaign",
    "published.update",
    "published.tally",
    "published.prisoner_group",
    "published.memorial",
    "published.quiet_address",
    "published.letter",
    "published.country_figures",
    "published.paper",
    "published.partner_tally",
    "published.delivery",
)
FOR_EVERYBODY = (*PUBLISHED, "published.shown_supporter", "published.checkpoint")
PUBLISHED_TABLES = (*PUBLISHED, "published.supporter")
WORDS = {
    "published.comment": "SELECT",
    "published.message": "SELECT(id,petition_id,language,name,text)",
}
EXPORTS_ON_THE_CONSOLE = {
    "vigil.export": "SELECT INSERT(id,petition_id,key_id,request,digest,asked_by,asked_at,expires_at,state)"
    " UPDATE(state,decided_by,decided_at,approved_digest,words,fetched_at)",
    "vigil.export_key": "SELECT INSERT UPDATE(revoked_at,revoked_by)",
}
"""A request is written once; neither markers nor what a worker says of the file are the console's."""
UPDATES_ON_THE_CONSOLE = {
    "vigil.update": ALL,
    "vigil.update_share": "SELECT",
    "vigil.update_proof": "SELECT INSERT",
    "vigil.update_recipient": "SELECT(update_id,state,failure)",
}
DELIVERIES = {
    "vigil.delivery": (
        "SELECT INSERT(id,petition_id,recipient_id,wording_id,profile,language,cut_off,state,age_recipients,done,total,"
        "takes_names,requested_by,requested_at) UPDATE(state,approved_by,approved_at,approved_manifest,"
        "update_offered_at)"
    ),
    "vigil.delivery_entry": "SELECT INSERT",
    "vigil.delivery_correction": "SELECT",
    "vigil.delivery_evidence": (
        "SELECT(id,delivery_id,kind,shows,state,refusal,added_by,added_at,content)"
        " INSERT(id,delivery_id,kind,shows,state,added_by,added_at,original)"
    ),
}
"""Staff ask, approve and enter; what was compiled they cannot write, nor what was uploaded read again."""
READ_CONTENT = {f"vigil.{table}": "SELECT" for table in CONTENT}
MAY: dict[str, dict[str, str]] = {
    "public": dict.fromkeys(FOR_EVERYBODY, "SELECT")
    | WORDS
    | {
        "vigil.intake": "INSERT(id,kind,key_day,sealed)",
        "published.proof_dial": "SELECT",
        "published.switch": "SELECT(kind,standstill_since)",
        "published.retention_run": "SELECT(rule,last_at)",
        "vigil.letter_sent": "INSERT(letter_id)",
        "vigil.page_load": "INSERT(petition_id,hour,source_code,count)",
    },
    "console": READ_CONTENT
    | UPDATES_ON_THE_CONSOLE
    | EXPORTS_ON_THE_CONSOLE
    | dict.fromkeys(FOR_EVERYBODY, "SELECT")
    | WORDS
    | TOLD
    | WEBHOOKS
    | PAPER
    | DELIVERIES
    | INTEGRITY
    | {f"vigil.{table}": verbs for table, verbs in (OF_ACCOUNTS | OF_DRAFTS).items()}
    | {"vigil.audit_entry": "SELECT INSERT", "vigil.organisation": "SELECT INSERT UPDATE"}
    | {"vigil.desk_item": "SELECT UPDATE(verdict,reason,decided_by,decided_at,is_carried_out)"}
    | {"published.retention_run": "SELECT"}
    | {"published.switch": "SELECT INSERT DELETE", "vigil.standstill": "SELECT INSERT(id,began_at,ended_at)"},
    "worker": READ_CONTENT
    | {f"vigil.{table}": verbs for table, verbs in (DRAFTS_OF_WORKERS | WRITTEN_BY_WORKERS).items()}
    | dict.fromkeys((*(f"vigil.{table}" for table in (*OF_WORKERS, *OF_ACCOUNTS)), *PUBLISHED_TABLES, *WORDS), ALL)
    | {
        "published.proof_dial": "SELECT",
        "vigil.suppression": "SELECT INSERT DELETE",
        "vigil.tally_event": "SELECT DELETE",
        "vigil.update": "SELECT UPDATE",
        "vigil.delivery_entry": "SELECT",
        "vigil.delivery_correction": "SELECT INSERT",
        "published.checkpoint": "SELECT INSERT",
        "vigil.delivery_evidence": "SELECT UPDATE",
        "vigil.export": "SELECT UPDATE",
        "vigil.export_key": "SELECT",
        "vigil.desk_item": ALL,
        "published.switch": "SELECT",
        "published.retention_run": ALL,
        "vigil.standstill": "SELECT UPDATE(petitions)",
        "vigil.audit_entry": "SELECT INSERT",
    },
}
DOOR = {
    "door.find_submission(bytea,timestamptz)",
    "door.confirm(bytea,timestamptz)",
    "door.not_me(bytea,bytea)",
    "door.find_private_page(bytea,timestamptz)",
    "door.list_own_entries(bytea,uuid[],bytea[],timestamptz)",
    "door.change_entry(bytea,uuid,bytea,text,boolean,bytea,timestamptz)",
    "door.withdraw_entry(bytea,uuid,bytea,timestamptz)",
    "door.erase_entry(bytea,uuid,bytea,bytea,timestamptz)",
    "door.find_subscription(bytea)",
    "door.stop_updates(bytea)",
}
OF_THE_CONSOLE = {"vigil.hide_campaign(uuid,boolean)"}
INNER_STEPS = {
    "door.cancel_mail(uuid)",
    "door.hide(uuid)",
    "door.take_over(uuid,uuid,text,timestamptz)",
    "door.pass_on(uuid)",
    "door.erase_own(uuid)",
    "door.drop_if_empty(uuid)",
    "door.own_entry(bytea,uuid,bytea,timestamptz,uuid,uuid,text)",
}
_COLUMNS = """
SELECT table_schema || '.' || table_name, array_agg(column_name::text ORDER BY ordinal_position)
FROM (SELECT n.nspname AS table_schema, c.relname AS table_name, a.attname AS column_name, a.attnum AS ordinal_position
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
        AND n.nspname IN ('vigil', 'published', 'public', 'door')) AS columns
GROUP BY 1 ORDER BY 1
"""
_FUNCTIONS = """
SELECT p.oid, n.nspname || '.' || p.proname || '('
       || replace(replace(pg_get_function_identity_arguments(p.oid), 'timestamp with time zone', 'timestamptz'),
                  ', ', ',')
       || ')' AS called, p.prosecdef, p.proconfig, p.prorettype = 'trigger'::regtype AS is_trigger,
       p.proowner::regrole::text AS owner, COALESCE(p.proacl::text, 'public') ~ '[{,]=X' OR p.proacl IS NULL AS for_all
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('vigil', 'published', 'door')
"""


@pytest.mark.parametrize("role", ["public", "console", "worker"])
def test_a_role_may_do_this_and_nothing_else(role: str, session: Session, settings: Settings) -> None:
    tables = dict(session.execute(text(_COLUMNS)).all())
    assert len(tables) > 25
    with psycopg.connect(settings.database_urls[role], autocommit=True) as line:
        may = {name: " ".join(_allowed(line, name, columns)) for name, columns in tables.items()}
    assert {name: verbs for name, verbs in may.items() if verbs} == MAY[role]


def _allowed(line: psycopg.Connection, table: str, columns: list[str]) -> Iterator[str]:
    """Try every verb on a table, column by column, in statements that touch no row."""
    tries = {
        "SELECT": 'SELECT "{}" FROM {} WHERE false',
        "INSERT": 'INSERT INTO {1} ("{0}") OVERRIDING SYSTEM VALUE SELECT NULL WHERE false',
        "UPDATE": 'UPDATE {1} SET "{0}" = DEFAULT WHERE false',
    }
    for verb, statement in tries.items():
        given = [column for column in columns if _is_allowed(line, statement.format(column, table))]
        if given:
            yield verb if given == columns else f"{verb}({','.join(given)})"
    for verb, statement in (("DELETE", f"DELETE FROM {table} WHERE false"), ("TRUNCATE", f"TRUNCATE {table}")):
        if _is_allowed(line, statement):
            yield verb


def _is_allowed(line: psycopg.Connection, statement: str) -> bool:
    try:
        line.execute(statement)  # type: ignore[arg-type]
    except (InsufficientPrivilege, WrongObjectType, ObjectNotInPrerequisiteState):  # nobody empties or fills a view
        return False
    except psycopg.errors.DatatypeMismatch:
        return _is_allowed(line, statement.replace("SELECT NULL WHERE", "SELECT NULL::jsonb WHERE"))
    return True


def test_the_door_has_ten_functions_for_the_public_role(session: Session) -> None:
    may = {role: _executable(session, f"vigil_{role}") for role in MAY}
    assert may == {"public": DOOR, "console": OF_THE_CONSOLE, "worker": set()}


def _executable(session: Session, role: str) -> set[str]:
    functions = session.execute(text(_FUNCTIONS)).all()
    may = text("SELECT has_function_privilege(:role, CAST(:oid AS oid), 'EXECUTE')")
    return {
        _types_only(each.called)
        for each in functions
        if not each.is_trigger and session.scalar(may, {"role": role, "oid": each.oid})
    }


def _types_only(called: str) -> str:
    """``f(token bytea, at_time timestamptz)`` → ``f(bytea,timestamptz)``."""
    name, _, given = called.rstrip(")").partition("(")
    return f"{name}({','.join(argument.split()[-1] for argument in given.split(',') if argument)})"


def test_every_function_is_pinned_and_owned_by_no_superuser(session: Session) -> None:
    functions = session.execute(text(_FUNCTIONS)).all()
    assert {
        _types_only(each.called) for each in functions if not each.is_trigger
    } == DOOR | OF_THE_CONSOLE | INNER_STEPS
    for each in functions:
        assert each.proconfig == ['search_path=""'], each.called
        assert each.owner == "vigil_owner", each.called
        assert each.is_trigger or not each.for_all, each.called
        assert not (each.prosecdef and each.for_all), each.called


def test_no_role_is_more_than_it_must_be(session: Session) -> None:
    rows = session.execute(
        text(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'vigil_%' AND"
            " (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)"
        )
    )
    assert rows.all() == []


def test_no_role_is_a_member_of_another(session: Session) -> None:
    members = session.execute(
        text("SELECT roleid::regrole, member::regrole FROM pg_auth_members WHERE member::regrole::text LIKE 'vigil_%'")
    )
    assert members.all() == []


def test_nobody_but_the_owner_owns(session: Session) -> None:
    owners = session.scalars(
        text(
            "SELECT DISTINCT relowner::regrole::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname IN ('vigil', 'published', 'door')"
            " UNION SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname IN ('vigil', 'published', 'door')"
        )
    )
    assert owners.all() == ["vigil_owner"]


@pytest.mark.parametrize("role", ["public", "console"])
@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM pg_stat_all_tables",
        "SELECT * FROM pg_stat_activity",
        "SELECT * FROM pg_stat_database",
        "SELECT * FROM pg_statio_all_tables",
        "SELECT * FROM pg_locks",
        "SELECT pg_stat_get_tuples_inserted('vigil.submission'::regclass)",
        "SELECT pg_stat_get_xact_tuples_inserted(1259)",
        "SELECT pg_relation_size(1259), pg_total_relation_size(1259)",
        "SELECT pg_table_size(1259)",
        "SELECT pg_indexes_size(1259)",
        "SELECT pg_database_size('vigil')",
        "SELECT pg_current_wal_lsn()",
        "SELECT pg_current_wal_insert_lsn()",
        "SELECT pg_current_xact_id()",
        "SELECT pg_current_snapshot()",
        "SELECT txid_current()",
        "SELECT redo_lsn FROM pg_control_checkpoint()",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT pg_advisory_lock(7004)",
        "SELECT pg_try_advisory_lock(7003, 0)",
    ],
)
def test_no_web_process_is_told_how_much_is_written(role: str, question: str, settings: Settings) -> None:
    """Counters before and after a posted form say whether that address has signed; locks could stop the workers."""
    with psycopg.connect(settings.database_urls[role], autocommit=True) as line, pytest.raises(InsufficientPrivilege):
        line.execute(question)  # type: ignore[arg-type]


@pytest.mark.parametrize("column", ["ctid", "xmin", "cmin", "tableoid"])
@pytest.mark.parametrize("table", ["published.supporter", "published.shown_supporter"])
def test_the_public_names_have_no_order_of_signing(column: str, table: str, settings: Settings) -> None:
    with (
        psycopg.connect(settings.database_urls["public"], autocommit=True) as line,
        pytest.raises((InsufficientPrivilege, psycopg.errors.UndefinedColumn)),
    ):
        line.execute(f"SELECT {column} FROM {table}")  # type: ignore[arg-type]


def test_the_public_names_come_in_the_order_of_their_ids(
    settings: Settings, owner_session: Session, clean_tables: None
) -> None:
    petition = uuid4()
    ids = [UUID(int=number) for number in (9, 3, 7, 1)]
    for supporter_id in ids:
        owner_session.add(PublishedSupporter(id=supporter_id, petition_id=petition, shown_as="A. B.", country=""))
        owner_session.flush()
    owner_session.commit()
    with psycopg.connect(settings.database_urls["public"], autocommit=True) as line:
        shown = line.execute("SELECT id FROM published.shown_supporter").fetchall()
    assert [supporter_id for (supporter_id,) in shown] == sorted(ids)


@pytest.mark.parametrize("role", ["public", "console", "worker", "owner"])
@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_the_other_databases_are_closed(role: str, database: str, settings: Settings) -> None:
    with pytest.raises(psycopg.OperationalError, match="CONNECT privilege"):
        psycopg.connect(settings.database_urls[role], dbname=database)


def test_a_role_holds_so_many_connections_and_no_more(session: Session) -> None:
    limits = session.execute(text("SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname LIKE 'vigil_%'"))
    assert dict(limits.all()) == CONNECTIONS


@pytest.mark.parametrize("role", ["public", "console", "worker"])
def test_nobody_but_the_owner_can_build(role: str, settings: Settings) -> None:
    with psycopg.connect(settings.database_urls[role], autocommit=True) as line:
        for schema in ("vigil", "published", "door", "public"):
            with pytest.raises(InsufficientPrivilege):
                line.execute(f"CREATE TABLE {schema}.mine (id int)")  # type: ignore[arg-type]
