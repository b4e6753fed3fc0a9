CREATE TABLE vigil.partner_tally (
    id uuid CONSTRAINT pk_partner_tally PRIMARY KEY,
    organisation_id uuid NOT NULL,
    petition_id uuid NOT NULL,
    series_id uuid NOT NULL,
    partner text NOT NULL,
    figure bigint NOT NULL,
    as_of text NOT NULL,
    evidence text NOT NULL,
    note text NOT NULL,
    -- squawk-ignore prefer-text-field
    state varchar(40) NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    CONSTRAINT fk_partner_tally_organisation_id FOREIGN KEY (organisation_id) REFERENCES vigil.organisation (id),
    CONSTRAINT fk_partner_tally_petition_id FOREIGN KEY (petition_id) REFERENCES vigil.petition (id),
    CONSTRAINT ck_partner_tally_state CHECK (state IN ('proposed', 'approved', 'refused', 'superseded', 'withdrawn')),
    CONSTRAINT ck_partner_tally_figure_positive CHECK (figure > 0),
    CONSTRAINT ck_partner_tally_decided_by_somebody CHECK ((state IN ('proposed', 'withdrawn')) OR decided_by IS NOT NULL),
    CONSTRAINT ck_partner_tally_decided_by_another CHECK (decided_by <> proposed_by)
);
CREATE INDEX ix_partner_tally_organisation_id ON vigil.partner_tally (organisation_id);
CREATE INDEX ix_partner_tally_petition ON vigil.partner_tally (petition_id, series_id);
CREATE UNIQUE INDEX uq_partner_tally_one_approved ON vigil.partner_tally (series_id) WHERE state = 'approved';

CREATE TABLE published.partner_tally (
    id uuid CONSTRAINT pk_partner_tally PRIMARY KEY,
    petition_id uuid NOT NULL,
    partner text NOT NULL,
    figure bigint NOT NULL,
    as_of text NOT NULL,
    evidence text NOT NULL
);
CREATE INDEX ix_partner_tally_petition_id ON published.partner_tally (petition_id);

-- The moves of app/paper/partners.py; a test compares the two. What was stated is never rewritten, by nobody.
CREATE FUNCTION vigil.refuse_change_of_stated_number() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF (OLD.id, OLD.organisation_id, OLD.petition_id, OLD.series_id, OLD.partner, OLD.figure, OLD.as_of,
        OLD.evidence, OLD.note, OLD.proposed_by, OLD.proposed_at)
       IS DISTINCT FROM
       (NEW.id, NEW.organisation_id, NEW.petition_id, NEW.series_id, NEW.partner, NEW.figure, NEW.as_of,
        NEW.evidence, NEW.note, NEW.proposed_by, NEW.proposed_at) THEN
        RAISE EXCEPTION 'what was stated is never rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('proposed', 'approved'), ('proposed', 'refused'), ('proposed', 'withdrawn'),
        ('approved', 'superseded'), ('approved', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'a stated number does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_change_of_stated_number BEFORE UPDATE ON vigil.partner_tally
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_stated_number();

ALTER TABLE vigil.partner_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.partner_tally FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON vigil.partner_tally TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY own_rows ON vigil.partner_tally TO vigil_console USING (
    organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
    OR coalesce(current_setting('vigil.staff', true), '') = 'yes'
);
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at) ON vigil.partner_tally TO vigil_console;
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.partner_tally, published.partner_tally TO vigil_worker;
GRANT SELECT ON published.partner_tally TO vigil_public, vigil_console;
