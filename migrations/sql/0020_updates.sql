-- Updates. The console may begin, change and stop them; that one goes out, to whom, and what became of each mail is
-- written by workers.

-- Only the moves of app/updates/states.py, and words stay as they were approved.
CREATE FUNCTION vigil.refuse_unknown_update_move() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'ready'), ('ready', 'draft'), ('ready', 'approved'),
        ('approved', 'draft'), ('approved', 'sending'), ('approved', 'sent'), ('approved', 'cancelled'),
        ('sending', 'paused'), ('sending', 'sent'), ('sending', 'cancelled'),
        ('paused', 'sending'), ('paused', 'cancelled')
    ) THEN
        RAISE EXCEPTION 'an update does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'draft'
       AND (OLD.subject, OLD.body, OLD.is_mailed) IS DISTINCT FROM (NEW.subject, NEW.body, NEW.is_mailed) THEN
        RAISE EXCEPTION 'only a draft is changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_unknown_update_move BEFORE UPDATE ON vigil.update
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_unknown_update_move();

-- A list is marked place by place: room on each page keeps that cheap.
ALTER TABLE vigil.update_recipient SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- The link in every update, and its button.
CREATE FUNCTION door.find_subscription(token_hash bytea)
RETURNS TABLE (petition_id uuid, is_wanted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT g.petition_id, g.updates AND g.holder IS NOT DISTINCT FROM l.holder
    FROM vigil.unsubscribe_link l JOIN vigil.signature g ON g.id = l.signature_id WHERE l.token_hash = $1
$$;

CREATE FUNCTION door.stop_updates(token_hash bytea)
RETURNS TABLE (petition_id uuid, is_wanted boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE vigil.signature g SET updates = false, address_sealed = NULL, address_key = NULL
    FROM vigil.unsubscribe_link l
    WHERE l.token_hash = $1 AND g.id = l.signature_id AND g.holder IS NOT DISTINCT FROM l.holder AND g.updates;
    RETURN QUERY SELECT f.petition_id, f.is_wanted FROM door.find_subscription($1) f;
END $$;
REVOKE ALL ON FUNCTION door.find_subscription(bytea), door.stop_updates(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door.find_subscription(bytea), door.stop_updates(bytea) TO vigil_public;

GRANT SELECT, UPDATE ON vigil.update TO vigil_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    vigil.update_recipient, vigil.update_share, vigil.unsubscribe_link, published.update TO vigil_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.update TO vigil_console;
GRANT SELECT ON vigil.update_share TO vigil_console;
GRANT SELECT (update_id, state, failure) ON vigil.update_recipient TO vigil_console;
GRANT SELECT ON published.update TO vigil_public, vigil_console;

-- An organisation sees its own; staff see all; where the session names nobody, there are no rows.
ALTER TABLE vigil.update ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.update FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON vigil.update TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY own_rows ON vigil.update TO vigil_console
    USING (organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
           OR coalesce(current_setting('vigil.staff', true), '') = 'yes')
    WITH CHECK (organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
                OR coalesce(current_setting('vigil.staff', true), '') = 'yes');
ALTER TABLE vigil.update_recipient ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.update_recipient FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON vigil.update_recipient TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY own_rows ON vigil.update_recipient TO vigil_console
    USING (EXISTS (SELECT FROM vigil.update AS parent WHERE parent.id = update_recipient.update_id));
ALTER TABLE vigil.update_share ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.update_share FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON vigil.update_share TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY own_rows ON vigil.update_share TO vigil_console
    USING (EXISTS (SELECT FROM vigil.update AS parent WHERE parent.id = update_share.update_id));
