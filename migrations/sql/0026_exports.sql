-- Only the moves of app/exports/states.py, and a request stays as it was asked: what is approved is what is compiled.
CREATE FUNCTION vigil.refuse_unknown_move_of_export() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('asked', 'approved'), ('asked', 'rejected'), ('asked', 'cancelled'), ('asked', 'expired'),
        ('approved', 'compiling'), ('approved', 'cancelled'), ('approved', 'failed'),
        ('compiling', 'ready'), ('compiling', 'failed'), ('compiling', 'cancelled'),
        ('ready', 'fetched'), ('ready', 'expired'), ('ready', 'cancelled')
    ) THEN
        RAISE EXCEPTION 'an export does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.petition_id, OLD.key_id, OLD.request, OLD.digest, OLD.asked_by)
       IS DISTINCT FROM (NEW.petition_id, NEW.key_id, NEW.request, NEW.digest, NEW.asked_by) THEN
        RAISE EXCEPTION 'what was asked for does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_unknown_move_of_export BEFORE UPDATE ON vigil.export
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_unknown_move_of_export();

GRANT SELECT, INSERT (id, petition_id, key_id, request, digest, asked_by, asked_at, expires_at, state),
    UPDATE (state, decided_by, decided_at, approved_digest, words, fetched_at) ON vigil.export TO vigil_console;
GRANT SELECT, INSERT, UPDATE (revoked_at, revoked_by) ON vigil.export_key TO vigil_console;
GRANT SELECT, UPDATE ON vigil.export TO vigil_worker;
GRANT SELECT ON vigil.export_key TO vigil_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.export_recent, vigil.export_marker TO vigil_worker;
