-- What stands around a case: prisons, groups, memorials; what a campaign is about and how it ended.
CREATE TABLE vigil.prison (
    id uuid CONSTRAINT pk_prison PRIMARY KEY,
    slug text NOT NULL CONSTRAINT uq_prison_slug UNIQUE,
    names jsonb NOT NULL,
    place jsonb NOT NULL,
    country text CONSTRAINT ck_prison_country_code CHECK (country ~ '^[A-Z]{2}$'),
    is_sample boolean NOT NULL
);

CREATE TABLE vigil.prisoner_group (
    id uuid CONSTRAINT pk_prisoner_group PRIMARY KEY,
    slug text NOT NULL CONSTRAINT uq_prisoner_group_slug UNIQUE,
    names jsonb NOT NULL,
    description jsonb NOT NULL,
    size jsonb NOT NULL,
    attribution jsonb NOT NULL CONSTRAINT ck_prisoner_group_attributed CHECK (attribution <> '{}'::jsonb),
    is_sample boolean NOT NULL
);

CREATE TABLE vigil.prisoner_group_source (
    group_id uuid CONSTRAINT fk_prisoner_group_source_group_id
        REFERENCES vigil.prisoner_group (id) ON DELETE CASCADE,
    source_id uuid CONSTRAINT fk_prisoner_group_source_source_id
        REFERENCES vigil.source (id) ON DELETE RESTRICT,
    CONSTRAINT pk_prisoner_group_source PRIMARY KEY (group_id, source_id)
);
CREATE INDEX ix_prisoner_group_source_source_id ON vigil.prisoner_group_source (source_id);

CREATE TABLE vigil.memorial (
    id uuid CONSTRAINT pk_memorial PRIMARY KEY,
    slug text NOT NULL CONSTRAINT uq_memorial_slug UNIQUE,
    title jsonb NOT NULL,
    text jsonb NOT NULL,
    is_sample boolean NOT NULL
);

CREATE TABLE vigil.memorial_figure (
    memorial_id uuid CONSTRAINT fk_memorial_figure_memorial_id REFERENCES vigil.memorial (id) ON DELETE CASCADE,
    position bigint NOT NULL,
    figure bigint NOT NULL CONSTRAINT ck_memorial_figure_figure_positive CHECK (figure > 0),
    text jsonb NOT NULL,
    attribution jsonb NOT NULL CONSTRAINT ck_memorial_figure_attributed CHECK (attribution <> '{}'::jsonb),
    CONSTRAINT pk_memorial_figure PRIMARY KEY (memorial_id, position)
);

CREATE TABLE vigil.memorial_source (
    memorial_id uuid CONSTRAINT fk_memorial_source_memorial_id REFERENCES vigil.memorial (id) ON DELETE CASCADE,
    source_id uuid CONSTRAINT fk_memorial_source_source_id REFERENCES vigil.source (id) ON DELETE RESTRICT,
    CONSTRAINT pk_memorial_source PRIMARY KEY (memorial_id, source_id)
);
CREATE INDEX ix_memorial_source_source_id ON vigil.memorial_source (source_id);

CREATE TABLE vigil.campaign_group (
    campaign_id uuid CONSTRAINT fk_campaign_group_campaign_id REFERENCES vigil.campaign (id) ON DELETE CASCADE,
    group_id uuid CONSTRAINT fk_campaign_group_group_id REFERENCES vigil.prisoner_group (id) ON DELETE RESTRICT,
    CONSTRAINT pk_campaign_group PRIMARY KEY (campaign_id, group_id)
);
CREATE INDEX ix_campaign_group_group_id ON vigil.campaign_group (group_id);

CREATE TABLE vigil.campaign_memorial (
    campaign_id uuid CONSTRAINT fk_campaign_memorial_campaign_id REFERENCES vigil.campaign (id) ON DELETE CASCADE,
    memorial_id uuid CONSTRAINT fk_campaign_memorial_memorial_id REFERENCES vigil.memorial (id) ON DELETE RESTRICT,
    CONSTRAINT pk_campaign_memorial PRIMARY KEY (campaign_id, memorial_id)
);
CREATE INDEX ix_campaign_memorial_memorial_id ON vigil.campaign_memorial (memorial_id);

CREATE TABLE vigil.outcome (
    campaign_id uuid CONSTRAINT pk_outcome PRIMARY KEY
        CONSTRAINT fk_outcome_campaign_id REFERENCES vigil.campaign (id) ON DELETE CASCADE,
    -- As every closed choice is stored here: text of a length, with its check.
    -- squawk-ignore prefer-text-field
    kind varchar(40) NOT NULL
        CONSTRAINT ck_outcome_kind CHECK (kind IN ('victory', 'partial', 'refused', 'no_answer', 'moved')),
    text jsonb NOT NULL,
    day text NOT NULL
);

CREATE TABLE published.prisoner_group (
    id uuid CONSTRAINT pk_prisoner_group PRIMARY KEY,
    slug text NOT NULL CONSTRAINT uq_prisoner_group_slug UNIQUE,
    document jsonb NOT NULL,
    published_at timestamptz NOT NULL
);

CREATE TABLE published.memorial (
    id uuid CONSTRAINT pk_memorial PRIMARY KEY,
    slug text NOT NULL CONSTRAINT uq_memorial_slug UNIQUE,
    document jsonb NOT NULL,
    published_at timestamptz NOT NULL
);

CREATE TABLE published.quiet_address (
    slug text CONSTRAINT pk_quiet_address PRIMARY KEY
);

-- The tables below hold a few rows each, one for a campaign: nothing waits while they are scanned.
ALTER TABLE vigil.organisation ADD COLUMN about jsonb NOT NULL DEFAULT '{}'::jsonb;
ALTER TABLE vigil.petition ADD COLUMN is_paused boolean NOT NULL DEFAULT false;
ALTER TABLE vigil.prisoner ADD COLUMN prison_id uuid;
-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
ALTER TABLE vigil.prisoner ADD CONSTRAINT fk_prisoner_prison_id FOREIGN KEY (prison_id) REFERENCES vigil.prison (id);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX ix_prisoner_prison_id ON vigil.prisoner (prison_id);
ALTER TABLE vigil.campaign ADD COLUMN country text;
ALTER TABLE vigil.campaign ADD COLUMN themes text[] NOT NULL DEFAULT '{}'::text[];
ALTER TABLE vigil.campaign ADD COLUMN moved_to_id uuid;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE vigil.campaign ADD CONSTRAINT ck_campaign_country_code CHECK (country ~ '^[A-Z]{2}$');
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE vigil.campaign ADD CONSTRAINT ck_campaign_themes_known CHECK (themes <@ ARRAY[
    'fair_trial', 'ill_treatment', 'medical_care', 'family_contact', 'truth_and_justice', 'women', 'death_penalty',
    'conscience'
]);
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE vigil.campaign ADD CONSTRAINT ck_campaign_moves_elsewhere CHECK (moved_to_id <> id);
-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
ALTER TABLE vigil.campaign ADD CONSTRAINT fk_campaign_moved_to_id
    FOREIGN KEY (moved_to_id) REFERENCES vigil.campaign (id);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX ix_campaign_moved_to_id ON vigil.campaign (moved_to_id);

-- The public copy names an organisation by its address as well.
UPDATE published.campaign AS p
SET document = p.document || jsonb_build_object(
    'organisation', jsonb_build_object('slug', o.slug, 'name', o.name, 'about', o.about)
)
FROM vigil.campaign AS c JOIN vigil.organisation AS o ON o.id = c.organisation_id
WHERE c.id = p.id;

GRANT SELECT ON vigil.prison, vigil.prisoner_group, vigil.prisoner_group_source, vigil.memorial,
    vigil.memorial_figure, vigil.memorial_source, vigil.campaign_group, vigil.campaign_memorial, vigil.outcome
TO vigil_console, vigil_worker;
GRANT SELECT ON published.prisoner_group, published.memorial, published.quiet_address TO vigil_public, vigil_console;
GRANT SELECT, INSERT, UPDATE, DELETE ON published.prisoner_group, published.memorial, published.quiet_address
TO vigil_worker;
