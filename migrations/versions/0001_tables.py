"""Every table of the first version, in the schemas ``vigil`` and ``published``."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA vigil")
    op.execute("CREATE SCHEMA published")
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("petition_id", name=op.f("uq_campaign_petition_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
        schema="published",
    )
    op.create_table(
        "supporter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("shown_as", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporter")),
        schema="published",
    )
    op.create_index("ix_supporter_petition", "supporter", ["petition_id", "id"], unique=False, schema="published")
    op.create_table(
        "tally",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=False),
        sa.Column("today", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_tally")),
        schema="published",
    )
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
        schema="vigil",
    )
    op.create_table(
        "intake",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sign",
                "access",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("key_day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_intake")),
        schema="vigil",
    )
    op.create_table(
        "mail_cap",
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("address_trace", sa.LargeBinary(), nullable=False),
        sa.Column("content_trace", sa.LargeBinary(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_mail_cap")),
        schema="vigil",
    )
    op.create_index("ix_mail_cap_address", "mail_cap", ["address_trace"], unique=False, schema="vigil")
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
        schema="vigil",
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "confirm",
                "already_signed",
                "access",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "failed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'queued') = (address_sealed IS NOT NULL)",
            name=op.f("ck_outgoing_mail_address_only_while_queued"),
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("id", name=op.f("uq_outgoing_mail_id")),
        schema="vigil",
    )
    op.create_index(
        "ix_outgoing_mail_due",
        "outgoing_mail",
        ["priority", "position"],
        unique=False,
        schema="vigil",
        postgresql_where="state = 'queued'",
    )
    op.create_index(op.f("ix_outgoing_mail_subject_id"), "outgoing_mail", ["subject_id"], unique=False, schema="vigil")
    op.create_table(
        "prisoner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("own_language", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "detained",
                "released",
                "executed",
                "died_in_custody",
                "disappeared",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("status_verified", sa.Text(), nullable=True),
        sa.Column("detained_since", sa.Text(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("names ? own_language", name=op.f("ck_prisoner_own_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prisoner")),
        sa.UniqueConstraint("slug", name=op.f("uq_prisoner_slug")),
        schema="vigil",
    )
    op.create_table(
        "private_page",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_page")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_private_page_token_hash")),
        schema="vigil",
    )
    op.create_index(op.f("ix_private_page_expires_at"), "private_page", ["expires_at"], unique=False, schema="vigil")
    op.create_table(
        "recipient",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_persecuting", sa.Boolean(), nullable=False),
        sa.Column("takes_names", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT (is_persecuting AND takes_names)", name=op.f("ck_recipient_persecutor_takes_no_names")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("id", "takes_names", name="uq_recipient_id_takes_names"),
        sa.UniqueConstraint("slug", name=op.f("uq_recipient_slug")),
        schema="vigil",
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("publisher", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("archived_url", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column(
            "certainty",
            sa.Enum(
                "verified",
                "as_published",
                "attributed",
                "disputed",
                name="certainty",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        schema="vigil",
    )
    op.create_table(
        "suppression",
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_suppression")),
        schema="vigil",
    )
    op.create_table(
        "tally_bucket",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "confirmed",
                "held",
                "rejected",
                "withdrawn",
                "expired",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column(
            "dimension",
            sa.Enum(
                "total",
                "hour",
                "country",
                "country_month",
                "language",
                "source",
                name="dimension",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "state", "dimension", "key", name=op.f("pk_tally_bucket")),
        schema="vigil",
    )
    op.create_table(
        "tally_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("delta", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.CheckConstraint("delta IN (-1, 1)", name=op.f("ck_tally_event_delta_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_event")),
        schema="vigil",
    )
    op.create_table(
        "unreadable_intake",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key_day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unreadable_intake")),
        schema="vigil",
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("hashtag", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("story", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "hidden",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("is_discreet", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["vigil.organisation.id"], name=op.f("fk_campaign_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
        schema="vigil",
    )
    op.create_index(op.f("ix_campaign_organisation_id"), "campaign", ["organisation_id"], unique=False, schema="vigil")
    op.create_table(
        "case_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prisoner_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("earliest_day", sa.Date(), nullable=True),
        sa.Column("latest_day", sa.Date(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "arrest",
                "disappearance",
                "charges_brought",
                "trial",
                "sentence",
                "appeal",
                "transfer",
                "banishment",
                "solitary_confinement",
                "ill_treatment",
                "denial_of_visits",
                "denial_of_care",
                "threat",
                "furlough",
                "hunger_strike",
                "complaint",
                "open_letter",
                "public_campaign",
                "official_answer",
                "execution_of_relatives",
                "release",
                "execution",
                "death_in_custody",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("text", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("attribution", postgresql.JSONB(none_as_null=True, astext_type=Text()), nullable=True),
        sa.Column(
            "certainty",
            sa.Enum(
                "verified",
                "as_published",
                "attributed",
                "disputed",
                name="certainty",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["prisoner_id"], ["vigil.prisoner.id"], name=op.f("fk_case_event_prisoner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        schema="vigil",
    )
    op.create_index(op.f("ix_case_event_prisoner_id"), "case_event", ["prisoner_id"], unique=False, schema="vigil")
    op.create_table(
        "case_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prisoner_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "charge",
                "activity",
                "sentence",
                "prison",
                "family_contact",
                "furlough",
                "health",
                "legal_access",
                "ill_treatment",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("text", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("attribution", postgresql.JSONB(none_as_null=True, astext_type=Text()), nullable=True),
        sa.Column(
            "certainty",
            sa.Enum(
                "verified",
                "as_published",
                "attributed",
                "disputed",
                name="certainty",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["prisoner_id"], ["vigil.prisoner.id"], name=op.f("fk_case_fact_prisoner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_fact")),
        sa.UniqueConstraint(
            "prisoner_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_case_fact_prisoner_id_position"),
        ),
        schema="vigil",
    )
    op.create_table(
        "campaign_prisoner",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("prisoner_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["vigil.campaign.id"],
            name=op.f("fk_campaign_prisoner_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["prisoner_id"], ["vigil.prisoner.id"], name=op.f("fk_campaign_prisoner_prisoner_id")),
        sa.PrimaryKeyConstraint("campaign_id", "prisoner_id", name=op.f("pk_campaign_prisoner")),
        sa.UniqueConstraint("campaign_id", "position", name=op.f("uq_campaign_prisoner_campaign_id_position")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_campaign_prisoner_prisoner_id"),
        "campaign_prisoner",
        ["prisoner_id"],
        unique=False,
        schema="vigil",
    )
    op.create_table(
        "case_event_source",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["vigil.case_event.id"],
            name=op.f("fk_case_event_source_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["vigil.source.id"],
            name=op.f("fk_case_event_source_source_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("event_id", "source_id", name=op.f("pk_case_event_source")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_case_event_source_source_id"),
        "case_event_source",
        ["source_id"],
        unique=False,
        schema="vigil",
    )
    op.create_table(
        "case_fact_source",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["vigil.case_fact.id"], name=op.f("fk_case_fact_source_fact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["vigil.source.id"],
            name=op.f("fk_case_fact_source_source_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("fact_id", "source_id", name=op.f("pk_case_fact_source")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_case_fact_source_source_id"), "case_fact_source", ["source_id"], unique=False, schema="vigil"
    )
    op.create_table(
        "petition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("goal", sa.BigInteger(), nullable=False),
        sa.Column("milestones", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name=op.f("ck_petition_closes_after_opening")),
        sa.CheckConstraint("goal > 0", name=op.f("ck_petition_goal_positive")),
        sa.ForeignKeyConstraint(["campaign_id"], ["vigil.campaign.id"], name=op.f("fk_petition_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_petition_campaign_id")),
        schema="vigil",
    )
    op.create_table(
        "petition_recipient",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["vigil.petition.id"],
            name=op.f("fk_petition_recipient_petition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["vigil.recipient.id"], name=op.f("fk_petition_recipient_recipient_id")
        ),
        sa.PrimaryKeyConstraint("petition_id", "recipient_id", name=op.f("pk_petition_recipient")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_petition_recipient_recipient_id"),
        "petition_recipient",
        ["recipient_id"],
        unique=False,
        schema="vigil",
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["vigil.petition.id"], name=op.f("fk_target_petition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("petition_id", "position", name=op.f("uq_target_petition_id_position")),
        schema="vigil",
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ask", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("demands", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["petition_id"], ["vigil.petition.id"], name=op.f("fk_wording_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("petition_id", "number", name=op.f("uq_wording_petition_id_number")),
        schema="vigil",
    )
    op.create_index(
        "ix_wording_open",
        "wording",
        ["petition_id"],
        unique=False,
        schema="vigil",
        postgresql_where="opened_at IS NOT NULL",
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("wording_id", sa.Uuid(), nullable=False),
        sa.Column(
            "profile",
            sa.Enum(
                "numbers_only",
                "names_and_countries",
                name="profile",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("cut_off", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "compiling",
                "compiled",
                "failed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("age_recipients", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=Text()), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("pack_name", sa.Text(), nullable=True),
        sa.Column("pack_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("manifest_sha256", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state = 'compiled') = (manifest_sha256 IS NOT NULL)",
            name=op.f("ck_delivery_compiled_has_a_manifest"),
        ),
        sa.ForeignKeyConstraint(["petition_id"], ["vigil.petition.id"], name=op.f("fk_delivery_petition_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["vigil.recipient.id"], name=op.f("fk_delivery_recipient_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["vigil.wording.id"], name=op.f("fk_delivery_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("manifest_sha256", name=op.f("uq_delivery_manifest_sha256")),
        schema="vigil",
    )
    op.create_index(op.f("ix_delivery_petition_id"), "delivery", ["petition_id"], unique=False, schema="vigil")
    op.create_index(op.f("ix_delivery_recipient_id"), "delivery", ["recipient_id"], unique=False, schema="vigil")
    op.create_index(op.f("ix_delivery_state"), "delivery", ["state"], unique=False, schema="vigil")
    op.create_index(op.f("ix_delivery_wording_id"), "delivery", ["wording_id"], unique=False, schema="vigil")
    op.create_table(
        "signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "confirmed",
                "held",
                "rejected",
                "withdrawn",
                "expired",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column(
            "state_before",
            sa.Enum(
                "pending",
                "confirmed",
                "held",
                "rejected",
                "withdrawn",
                "expired",
                name="state_before",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=True,
        ),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("wording_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column(
            "show_name",
            sa.Enum(
                "no",
                "initials",
                "full",
                name="show_name",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("deliver_name", sa.Boolean(), nullable=False),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("confirmed_hour", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=True),
        sa.Column("publish_name", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "confirmed_hour = date_trunc('hour', confirmed_hour, 'UTC')",
            name=op.f("ck_signature_confirmed_to_the_hour"),
        ),
        sa.CheckConstraint(
            "(address_sealed IS NULL) = (address_key IS NULL)", name=op.f("ck_signature_address_has_its_key")
        ),
        sa.ForeignKeyConstraint(["petition_id"], ["vigil.petition.id"], name=op.f("fk_signature_petition_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["vigil.wording.id"], name=op.f("fk_signature_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("petition_id", "fingerprint", name="uq_signature_one_per_person"),
        schema="vigil",
    )
    op.create_index("ix_signature_petition_state", "signature", ["petition_id", "state"], unique=False, schema="vigil")
    op.create_index(
        "ix_signature_to_publish",
        "signature",
        ["petition_id"],
        unique=False,
        schema="vigil",
        postgresql_where="publish_name",
    )
    op.create_index(op.f("ix_signature_wording_id"), "signature", ["wording_id"], unique=False, schema="vigil")
    op.create_table(
        "wording_recipient",
        sa.Column("wording_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("takes_names", sa.Boolean(), nullable=False),
        sa.CheckConstraint("takes_names", name=op.f("ck_wording_recipient_takes_names")),
        sa.ForeignKeyConstraint(
            ["recipient_id", "takes_names"],
            ["vigil.recipient.id", "vigil.recipient.takes_names"],
            name="fk_wording_recipient_takes_names",
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"],
            ["vigil.wording.id"],
            name=op.f("fk_wording_recipient_wording_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wording_id", "recipient_id", name=op.f("pk_wording_recipient")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_wording_recipient_recipient_id"),
        "wording_recipient",
        ["recipient_id"],
        unique=False,
        schema="vigil",
    )
    op.create_table(
        "delivery_signature",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["vigil.delivery.id"],
            name=op.f("fk_delivery_signature_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["vigil.signature.id"],
            name=op.f("fk_delivery_signature_signature_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("delivery_id", "row", name=op.f("pk_delivery_signature")),
        sa.UniqueConstraint("delivery_id", "signature_id", name=op.f("uq_delivery_signature_delivery_id_signature_id")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_delivery_signature_signature_id"),
        "delivery_signature",
        ["signature_id"],
        unique=False,
        schema="vigil",
    )
    op.create_table(
        "private_page_signature",
        sa.Column("private_page_id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["private_page_id"],
            ["vigil.private_page.id"],
            name=op.f("fk_private_page_signature_private_page_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["vigil.signature.id"],
            name=op.f("fk_private_page_signature_signature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("private_page_id", "signature_id", name=op.f("pk_private_page_signature")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_private_page_signature_signature_id"),
        "private_page_signature",
        ["signature_id"],
        unique=False,
        schema="vigil",
    )
    op.create_table(
        "signature_shown",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("supporter_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["vigil.signature.id"],
            name=op.f("fk_signature_shown_signature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_signature_shown")),
        sa.UniqueConstraint("supporter_id", name=op.f("uq_signature_shown_supporter_id")),
        schema="vigil",
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("wording_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "live",
                "pressed",
                "dead",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column(
            "show_name",
            sa.Enum(
                "no",
                "initials",
                "full",
                name="show_name",
                native_enum=False,
                create_constraint=True,
                length=40,
                schema="vigil",
            ),
            nullable=False,
        ),
        sa.Column("deliver_name", sa.Boolean(), nullable=False),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("prefix_trace", sa.LargeBinary(), nullable=True),
        sa.Column("confirm_hash", sa.LargeBinary(), nullable=False),
        sa.Column("not_me_hash", sa.LargeBinary(), nullable=False),
        sa.Column("for_holder", sa.LargeBinary(), nullable=False),
        sa.Column("for_not_me", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["vigil.petition.id"], name=op.f("fk_submission_petition_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["vigil.signature.id"],
            name=op.f("fk_submission_signature_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["wording_id"], ["vigil.wording.id"], name=op.f("fk_submission_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("confirm_hash", name=op.f("uq_submission_confirm_hash")),
        sa.UniqueConstraint("not_me_hash", name=op.f("uq_submission_not_me_hash")),
        schema="vigil",
    )
    op.create_index(
        "ix_submission_expiring",
        "submission",
        ["expires_at"],
        unique=False,
        schema="vigil",
        postgresql_where="state = 'live'",
    )
    op.create_index(op.f("ix_submission_petition_id"), "submission", ["petition_id"], unique=False, schema="vigil")
    op.create_index(op.f("ix_submission_signature_id"), "submission", ["signature_id"], unique=False, schema="vigil")
    op.create_index(
        "ix_submission_unsettled",
        "submission",
        ["id"],
        unique=False,
        schema="vigil",
        postgresql_where="state <> 'live' AND (address_sealed IS NOT NULL OR prefix_trace IS NOT NULL)",
    )
    op.create_index(op.f("ix_submission_wording_id"), "submission", ["wording_id"], unique=False, schema="vigil")
