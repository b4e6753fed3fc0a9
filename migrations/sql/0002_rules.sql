-- What must never break, kept by the database itself. Every function pins its search_path.

-- A wording is immutable once it is open: every signature names the words it signed.
CREATE FUNCTION vigil.refuse_change_of_open_wording() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.opened_at IS NOT NULL THEN
        RAISE EXCEPTION 'an open wording is immutable' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER refuse_change_of_open_wording BEFORE UPDATE OR DELETE ON vigil.wording
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_open_wording();

CREATE FUNCTION vigil.refuse_change_of_named_recipients() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF EXISTS (
        SELECT FROM vigil.wording
        WHERE id = COALESCE(OLD.wording_id, NEW.wording_id) AND opened_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the named recipients of an open wording are immutable' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER refuse_change_of_named_recipients BEFORE INSERT OR UPDATE OR DELETE ON vigil.wording_recipient
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_named_recipients();

-- The moves of app/signatures/states.py; a test compares the two, pair by pair.
CREATE FUNCTION vigil.refuse_unknown_move() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('pending', 'confirmed'), ('pending', 'held'), ('pending', 'expired'),
        ('held', 'confirmed'), ('held', 'rejected'), ('held', 'withdrawn'),
        ('confirmed', 'held'), ('confirmed', 'withdrawn'),
        ('rejected', 'held'),
        ('expired', 'pending'), ('withdrawn', 'pending')
    ) THEN
        RAISE EXCEPTION 'a signature does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_unknown_move BEFORE UPDATE OF state ON vigil.signature
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION vigil.refuse_unknown_move();

-- The only writer of tally_event. An event takes the hour of the change, not the moment.
CREATE FUNCTION vigil.append_tally_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state IN ('confirmed', 'held', 'rejected') THEN
        INSERT INTO vigil.tally_event (petition_id, state, delta, hour, country, language, source_code)
        VALUES (OLD.petition_id, OLD.state, -1, OLD.confirmed_hour, OLD.country, OLD.language, OLD.source_code);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ('confirmed', 'held', 'rejected') THEN
        INSERT INTO vigil.tally_event (petition_id, state, delta, hour, country, language, source_code)
        VALUES (NEW.petition_id, NEW.state, 1, NEW.confirmed_hour, NEW.country, NEW.language, NEW.source_code);
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION vigil.append_tally_event() FROM PUBLIC;
CREATE TRIGGER append_tally_event_on_birth_or_death AFTER INSERT OR DELETE ON vigil.signature
    FOR EACH ROW EXECUTE FUNCTION vigil.append_tally_event();
CREATE TRIGGER append_tally_event_on_move AFTER UPDATE ON vigil.signature
    FOR EACH ROW WHEN (
        (OLD.state, OLD.confirmed_hour, OLD.country, OLD.language, OLD.source_code)
        IS DISTINCT FROM (NEW.state, NEW.confirmed_hour, NEW.country, NEW.language, NEW.source_code)
    ) EXECUTE FUNCTION vigil.append_tally_event();
-- The table is as new as its first migration, so nothing waits while it is scanned.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE vigil.signature ADD CONSTRAINT ck_signature_counted_has_an_hour
    CHECK (state NOT IN ('confirmed', 'held', 'rejected') OR confirmed_hour IS NOT NULL);

-- Append-only means the database refuses, whoever asks.
CREATE FUNCTION vigil.refuse_change_of_audit() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER refuse_change_of_audit BEFORE UPDATE OR DELETE ON vigil.audit_entry
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_audit();
CREATE TRIGGER refuse_truncation_of_audit BEFORE TRUNCATE ON vigil.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION vigil.refuse_change_of_audit();

-- A queue lives by its vacuum.
ALTER TABLE vigil.intake SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE vigil.tally_event SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE vigil.outgoing_mail SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
