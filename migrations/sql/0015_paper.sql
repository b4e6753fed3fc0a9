-- Everything here is new: nothing waits while it is made. Choices are varchar(40), as in every model.
CREATE TABLE vigil.paper_batch (
    id uuid CONSTRAINT pk_paper_batch PRIMARY KEY,
    organisation_id uuid NOT NULL,
    petition_id uuid NOT NULL,
    wording_id uuid NOT NULL,
    print_id uuid,
    -- squawk-ignore prefer-text-field
    state varchar(40) NOT NULL,
    collected text NOT NULL,
    place text NOT NULL,
    collected_by text NOT NULL,
    opened_at timestamptz NOT NULL,
    counted_at timestamptz,
    typed bigint NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    kept bigint NOT NULL,
    earlier bigint NOT NULL,
    CONSTRAINT fk_paper_batch_organisation_id FOREIGN KEY (organisation_id) REFERENCES vigil.organisation (id),
    CONSTRAINT fk_paper_batch_petition_id FOREIGN KEY (petition_id) REFERENCES vigil.petition (id),
    CONSTRAINT fk_paper_batch_wording_id FOREIGN KEY (wording_id) REFERENCES vigil.wording (id),
    CONSTRAINT fk_paper_batch_print_id FOREIGN KEY (print_id) REFERENCES vigil.print (id),
    CONSTRAINT ck_paper_batch_state CHECK (state IN ('draft', 'importing', 'counted', 'cancelled', 'withdrawn')),
    CONSTRAINT ck_paper_batch_figures_in_reason CHECK (done <= total AND kept + earlier <= done),
    CONSTRAINT ck_paper_batch_figures_not_negative CHECK (kept >= 0 AND earlier >= 0)
);
CREATE INDEX ix_paper_batch_organisation_id ON vigil.paper_batch (organisation_id);
CREATE INDEX ix_paper_batch_petition_state ON vigil.paper_batch (petition_id, state);
CREATE INDEX ix_paper_batch_wording_id ON vigil.paper_batch (wording_id);
CREATE INDEX ix_paper_batch_print_id ON vigil.paper_batch (print_id);

CREATE TABLE vigil.paper_file (
    id uuid CONSTRAINT pk_paper_file PRIMARY KEY,
    batch_id uuid NOT NULL,
    number bigint NOT NULL,
    encoding text NOT NULL,
    separator text NOT NULL,
    headers jsonb NOT NULL,
    lines bigint NOT NULL,
    roles jsonb,
    CONSTRAINT uq_paper_file_batch_id_number UNIQUE (batch_id, number),
    CONSTRAINT fk_paper_file_batch_id FOREIGN KEY (batch_id) REFERENCES vigil.paper_batch (id) ON DELETE CASCADE
);

CREATE TABLE vigil.paper_page (
    id uuid CONSTRAINT pk_paper_page PRIMARY KEY,
    batch_id uuid NOT NULL,
    file_id uuid,
    first_line bigint NOT NULL,
    lines bigint NOT NULL,
    key_day date NOT NULL,
    sealed bytea,
    CONSTRAINT fk_paper_page_batch_id FOREIGN KEY (batch_id) REFERENCES vigil.paper_batch (id) ON DELETE CASCADE,
    CONSTRAINT fk_paper_page_file_id FOREIGN KEY (file_id) REFERENCES vigil.paper_file (id) ON DELETE CASCADE
);
CREATE INDEX ix_paper_page_batch_id ON vigil.paper_page (batch_id);
CREATE INDEX ix_paper_page_file_id ON vigil.paper_page (file_id);
CREATE INDEX ix_paper_page_unread ON vigil.paper_page (batch_id) WHERE sealed IS NOT NULL;

CREATE TABLE vigil.paper_scan (
    id uuid CONSTRAINT pk_paper_scan PRIMARY KEY,
    batch_id uuid NOT NULL,
    -- squawk-ignore prefer-text-field
    kind varchar(40) NOT NULL,
    size_bytes bigint NOT NULL,
    key_day date,
    sealed bytea,
    CONSTRAINT fk_paper_scan_batch_id FOREIGN KEY (batch_id) REFERENCES vigil.paper_batch (id) ON DELETE CASCADE,
    CONSTRAINT ck_paper_scan_kind CHECK (kind IN ('pdf', 'jpg', 'png'))
);
CREATE INDEX ix_paper_scan_batch_id ON vigil.paper_scan (batch_id);
-- What is sealed cannot be compressed.
ALTER TABLE vigil.paper_page ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE vigil.paper_scan ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE vigil.paper_signature (
    id uuid CONSTRAINT pk_paper_signature PRIMARY KEY,
    batch_id uuid NOT NULL,
    petition_id uuid NOT NULL,
    source bigint NOT NULL,
    line bigint NOT NULL,
    name_sealed bytea,
    country text NOT NULL,
    fingerprint bytea,
    trace bytea,
    CONSTRAINT uq_paper_signature_batch_id_source_line UNIQUE (batch_id, source, line),
    CONSTRAINT fk_paper_signature_batch_id FOREIGN KEY (batch_id) REFERENCES vigil.paper_batch (id) ON DELETE CASCADE,
    CONSTRAINT fk_paper_signature_petition_id FOREIGN KEY (petition_id) REFERENCES vigil.petition (id)
);
CREATE UNIQUE INDEX uq_paper_signature_address ON vigil.paper_signature (petition_id, fingerprint)
    WHERE fingerprint IS NOT NULL;
CREATE INDEX ix_paper_signature_trace ON vigil.paper_signature (petition_id, trace);

CREATE TABLE vigil.paper_refusal (
    batch_id uuid NOT NULL,
    source bigint NOT NULL,
    line bigint NOT NULL,
    -- squawk-ignore prefer-text-field
    reason varchar(40) NOT NULL,
    repeats_source bigint,
    repeats_line bigint,
    CONSTRAINT pk_paper_refusal PRIMARY KEY (batch_id, source, line),
    CONSTRAINT fk_paper_refusal_batch_id FOREIGN KEY (batch_id) REFERENCES vigil.paper_batch (id) ON DELETE CASCADE,
    CONSTRAINT ck_paper_refusal_reason CHECK (reason IN (
        'name_missing', 'name_too_long', 'name_unreadable', 'name_is_address', 'name_without_letters', 'formula',
        'country_unknown', 'email_wrong', 'wrong_columns', 'repeated', 'unreadable'
    ))
);

CREATE TABLE vigil.paper_erasure (
    batch_id uuid NOT NULL,
    source bigint NOT NULL,
    line bigint NOT NULL,
    CONSTRAINT pk_paper_erasure PRIMARY KEY (batch_id, source, line),
    CONSTRAINT fk_paper_erasure_batch_id FOREIGN KEY (batch_id) REFERENCES vigil.paper_batch (id) ON DELETE CASCADE
);

CREATE TABLE published.paper (
    petition_id uuid CONSTRAINT pk_paper PRIMARY KEY,
    counted bigint NOT NULL,
    also_online bigint NOT NULL,
    overlap_day date,
    as_of timestamptz NOT NULL,
    frozen boolean NOT NULL
);

-- The moves of app/paper/states.py; a test compares the two. Who puts lines in does not count them.
CREATE FUNCTION vigil.refuse_unknown_move_of_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'importing'), ('draft', 'cancelled'),
        ('importing', 'counted'), ('importing', 'cancelled'),
        ('counted', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'a batch does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'counted' AND current_user = 'vigil_console' THEN
        RAISE EXCEPTION 'the console does not count' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_unknown_move_of_paper BEFORE UPDATE OF state ON vigil.paper_batch
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION vigil.refuse_unknown_move_of_paper();

-- The only writer of paper_batch.kept: it follows the people, whoever adds or deletes them.
CREATE FUNCTION vigil.count_people_on_paper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE vigil.paper_batch AS b
    SET kept = b.kept + CASE TG_OP WHEN 'INSERT' THEN n.people ELSE -n.people END
    FROM (SELECT batch_id, count(*) AS people FROM changed GROUP BY batch_id) AS n
    WHERE b.id = n.batch_id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION vigil.count_people_on_paper() FROM PUBLIC;
CREATE TRIGGER count_people_on_paper_more AFTER INSERT ON vigil.paper_signature
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vigil.count_people_on_paper();
CREATE TRIGGER count_people_on_paper_fewer AFTER DELETE ON vigil.paper_signature
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vigil.count_people_on_paper();

-- An organisation sees its own paper, staff see all; without either set, the console sees none.
ALTER TABLE vigil.paper_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.paper_batch FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON vigil.paper_batch TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY own_rows ON vigil.paper_batch TO vigil_console USING (
    organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
    OR coalesce(current_setting('vigil.staff', true), '') = 'yes'
);
DROP POLICY own_of_the_console ON vigil.print;
CREATE POLICY own_rows ON vigil.print TO vigil_console USING (
    organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
    OR coalesce(current_setting('vigil.staff', true), '') = 'yes'
);
DO $$
DECLARE child text;
BEGIN
    FOREACH child IN ARRAY ARRAY['paper_file', 'paper_page', 'paper_scan', 'paper_refusal', 'paper_erasure',
                                 'paper_signature'] LOOP
        EXECUTE format('ALTER TABLE vigil.%I ENABLE ROW LEVEL SECURITY', child);
        EXECUTE format('ALTER TABLE vigil.%I FORCE ROW LEVEL SECURITY', child);
        EXECUTE format('CREATE POLICY all_rows ON vigil.%I TO vigil_owner, vigil_worker USING (true) WITH CHECK (true)',
                       child);
        EXECUTE format('CREATE POLICY own_rows ON vigil.%I TO vigil_console USING (EXISTS (
            SELECT FROM vigil.paper_batch AS parent WHERE parent.id = %I.batch_id))', child, child);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE (state, typed, total) ON vigil.paper_batch TO vigil_console;
GRANT SELECT, INSERT, UPDATE (roles), DELETE ON vigil.paper_file TO vigil_console;
GRANT SELECT (id, batch_id, file_id, first_line, lines, key_day), INSERT ON vigil.paper_page TO vigil_console;
GRANT SELECT (id, batch_id, kind, size_bytes, key_day), INSERT ON vigil.paper_scan TO vigil_console;
GRANT SELECT ON vigil.paper_refusal TO vigil_console;
GRANT SELECT, INSERT ON vigil.paper_erasure TO vigil_console;
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.paper_batch, vigil.paper_file, vigil.paper_page, vigil.paper_scan,
    vigil.paper_signature, vigil.paper_refusal, vigil.paper_erasure, published.paper TO vigil_worker;
GRANT SELECT ON published.paper TO vigil_public, vigil_console;
