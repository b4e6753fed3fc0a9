-- The moves of app/deliveries/states.py; a test compares the two. What was compiled stays as it was compiled, and what
-- was approved as it was approved, whoever writes.
CREATE FUNCTION vigil.refuse_unknown_move_of_delivery() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('requested', 'compiling'), ('requested', 'failed'), ('requested', 'cancelled'),
        ('compiling', 'compiled'), ('compiling', 'failed'), ('compiling', 'cancelled'),
        ('failed', 'requested'), ('failed', 'cancelled'),
        ('compiled', 'approved'), ('compiled', 'cancelled'),
        ('approved', 'handed_over'), ('approved', 'cancelled'),
        ('handed_over', 'acknowledged'), ('handed_over', 'refused'), ('handed_over', 'answered'),
        ('acknowledged', 'refused'), ('acknowledged', 'answered'),
        ('refused', 'acknowledged'), ('refused', 'answered')
    ) THEN
        RAISE EXCEPTION 'a delivery does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.petition_id, OLD.recipient_id, OLD.takes_names, OLD.wording_id, OLD.profile, OLD.language,
        OLD.age_recipients, OLD.requested_by, OLD.requested_at)
       IS DISTINCT FROM
       (NEW.id, NEW.petition_id, NEW.recipient_id, NEW.takes_names, NEW.wording_id, NEW.profile, NEW.language,
        NEW.age_recipients, NEW.requested_by, NEW.requested_at) THEN
        RAISE EXCEPTION 'what was asked for stays as it was asked for' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.manifest_sha256 IS NOT NULL
       AND (OLD.cut_off, OLD.figures, OLD.pack_name, OLD.pack_sha256, OLD.manifest_sha256)
       IS DISTINCT FROM (NEW.cut_off, NEW.figures, NEW.pack_name, NEW.pack_sha256, NEW.manifest_sha256) THEN
        RAISE EXCEPTION 'a compiled delivery is never altered' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.approved_by IS NOT NULL
       AND (OLD.approved_by, OLD.approved_at, OLD.approved_manifest)
       IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.approved_manifest) THEN
        RAISE EXCEPTION 'an approval stays as it was given' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_unknown_move_of_delivery BEFORE UPDATE ON vigil.delivery
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_unknown_move_of_delivery();

-- The register and its pictures are added to. A worker makes a picture anew once; nobody changes what is said of it.
CREATE FUNCTION vigil.refuse_change_of_register() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION 'the register of deliveries is only added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER refuse_change_of_entry BEFORE UPDATE OR DELETE ON vigil.delivery_entry
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_register();

GRANT SELECT ON vigil.delivery TO vigil_console;
GRANT INSERT (
    id, petition_id, recipient_id, takes_names, wording_id, profile, language, cut_off, state, age_recipients,
    requested_by, requested_at, done, total
) ON vigil.delivery TO vigil_console;
GRANT UPDATE (state, approved_by, approved_at, approved_manifest, update_offered_at) ON vigil.delivery TO vigil_console;
GRANT SELECT, INSERT ON vigil.delivery_entry TO vigil_console;
GRANT SELECT (id, delivery_id, kind, shows, state, refusal, added_by, added_at, content),
    INSERT (id, delivery_id, kind, shows, state, added_by, added_at, original)
ON vigil.delivery_evidence TO vigil_console;
GRANT SELECT ON vigil.delivery_entry TO vigil_worker;
GRANT SELECT, UPDATE ON vigil.delivery_evidence TO vigil_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON published.delivery TO vigil_worker;
GRANT SELECT ON published.delivery TO vigil_public, vigil_console;
