-- Functions are replaced by others of other names; no installation is older than this.
-- squawk-ignore-file ban-drop-function

-- Who counts once and who is the holder are two questions. ``fingerprint`` joins all spellings that count as one
-- person, and may join two people; ``holder`` is one mailbox for certain, and it alone opens anything.
ALTER TABLE vigil.signature ADD COLUMN holder bytea;
ALTER TABLE vigil.submission ADD COLUMN holder bytea;
ALTER TABLE vigil.mail_cap ADD COLUMN network_trace bytea;

-- A signature that was withdrawn or expired stays so until the button is pressed: whoever types somebody's address
-- changes nothing. Another mailbox of a person who is counted may press too: it is told what anybody is told, and
-- counts no second time.
CREATE OR REPLACE FUNCTION door.find_submission(token_hash bytea, at_time timestamptz)
RETURNS TABLE (purpose text, petition_id uuid, status text, language text, country text, show_name text,
               deliver_name boolean, updates boolean, for_holder bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT CASE WHEN s.confirm_hash = $1 THEN 'confirm' ELSE 'not_me' END,
           s.petition_id,
           CASE
               WHEN s.state = 'live' AND s.expires_at > $2 THEN 'pending'
               WHEN s.state = 'pressed' AND g.submission_id = s.id THEN
                   CASE g.state WHEN 'rejected' THEN 'held' ELSE g.state END
               WHEN s.state = 'pressed' THEN CASE WHEN s.hold_reason IS NULL THEN 'confirmed' ELSE 'held' END
               WHEN s.state = 'live' OR s.expires_at <= $2 OR g.state = 'expired' THEN 'expired'
               ELSE 'used'
           END,
           s.language, s.country, s.show_name, s.deliver_name, s.updates,
           CASE WHEN s.confirm_hash = $1 THEN s.for_holder ELSE s.for_not_me END
    FROM vigil.submission s JOIN vigil.signature g ON g.id = s.signature_id
    WHERE s.confirm_hash = $1 OR s.not_me_hash = $1
$$;

CREATE OR REPLACE FUNCTION door.confirm(token_hash bytea, at_time timestamptz)
RETURNS TABLE (petition_id uuid, status text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sub vigil.submission;
    sig vigil.signature;
BEGIN
    SELECT * INTO sub FROM vigil.submission s WHERE s.confirm_hash = $1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- One order of locks everywhere: the signature, then its submissions.
    SELECT * INTO sig FROM vigil.signature g WHERE g.id = sub.signature_id FOR UPDATE;
    SELECT * INTO sub FROM vigil.submission s WHERE s.confirm_hash = $1;
    IF sig.id IS NULL OR sub.id IS NULL THEN
        RETURN;
    END IF;
    IF sub.state = 'live' AND sub.expires_at > $2 THEN
        IF sig.state IN ('pending', 'withdrawn', 'expired') THEN
            UPDATE vigil.signature g SET state = 'pending' WHERE g.id = sig.id AND g.state <> 'pending';
            PERFORM door.take_over(
                sig.id, sub.id, CASE WHEN sub.hold_reason IS NULL THEN 'confirmed' ELSE 'held' END, $2);
            -- What an earlier signature was confirmed by is over; forms of other mailboxes go on waiting.
            UPDATE vigil.submission s SET state = 'dead' WHERE s.signature_id = sig.id AND s.state = 'pressed';
        END IF;
        UPDATE vigil.submission s SET
            state = CASE WHEN s.id = sub.id THEN 'pressed' ELSE 'dead' END,
            name_sealed = CASE WHEN s.id = sub.id AND sig.state IN ('confirmed', 'held', 'rejected')
                               THEN s.name_sealed END,
            comment_sealed = CASE WHEN s.id = sub.id AND sig.state IN ('confirmed', 'held', 'rejected')
                                  THEN s.comment_sealed END
        WHERE s.signature_id = sig.id AND s.state = 'live' AND s.holder IS NOT DISTINCT FROM sub.holder;
    END IF;
    RETURN QUERY SELECT f.petition_id, f.status FROM door.find_submission($1, $2) f;
END $$;

-- Inner step: a signature gets the words and choices of one of its forms.
CREATE FUNCTION door.take_over(signature uuid, form uuid, new_state text, at_time timestamptz) RETURNS void
LANGUAGE sql SET search_path = '' AS $$
    UPDATE vigil.signature g SET
        state = new_state, submission_id = s.id, holder = s.holder, wording_id = s.wording_id, language = s.language,
        name_sealed = s.name_sealed, comment_sealed = s.comment_sealed, country = s.country,
        show_name = s.show_name, deliver_name = s.deliver_name, updates = s.updates,
        source_code = s.source_code, confirmed_hour = COALESCE(date_trunc('hour', at_time, 'UTC'), g.confirmed_hour),
        publish_name = s.show_name <> 'no', address_sealed = NULL, address_key = NULL
    FROM vigil.submission s WHERE g.id = signature AND s.id = form
$$;

-- Inner step: the holder of a counted signature goes. Another mailbox that confirmed it takes its place, if there is
-- one; the person stays counted once. Its address is gone by then, so that it gets no updates; it was in no delivery.
CREATE FUNCTION door.pass_on(signature uuid) RETURNS boolean
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    sig vigil.signature;
    successor vigil.submission;
BEGIN
    SELECT * INTO sig FROM vigil.signature g WHERE g.id = signature;
    SELECT * INTO successor FROM vigil.submission s
    WHERE s.signature_id = sig.id AND s.state = 'pressed' AND s.id IS DISTINCT FROM sig.submission_id
    ORDER BY s.id LIMIT 1;
    IF successor.id IS NULL OR sig.state NOT IN ('confirmed', 'held', 'rejected') THEN
        RETURN false;
    END IF;
    UPDATE vigil.submission s SET state = 'dead' WHERE s.id = sig.submission_id;
    PERFORM door.take_over(sig.id, successor.id, sig.state, NULL);
    UPDATE vigil.signature g SET updates = false WHERE g.id = sig.id;
    UPDATE vigil.submission s SET name_sealed = NULL, comment_sealed = NULL WHERE s.id = successor.id;
    UPDATE vigil.delivery_signature d SET signature_id = NULL WHERE d.signature_id = sig.id;
    RETURN true;
END $$;

-- Inner step: everything that one mailbox holds of a signature goes. What others hold of it stays.
CREATE FUNCTION door.erase_own(signature uuid) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    sig vigil.signature;
BEGIN
    SELECT * INTO sig FROM vigil.signature g WHERE g.id = signature;
    PERFORM door.hide(sig.id);
    PERFORM door.cancel_mail(s.id) FROM vigil.submission s
    WHERE s.signature_id = sig.id AND s.holder IS NOT DISTINCT FROM sig.holder;
    IF NOT door.pass_on(sig.id) THEN
        UPDATE vigil.signature g SET state = 'held' WHERE g.id = sig.id AND g.state = 'rejected';
        UPDATE vigil.signature g SET state = 'withdrawn' WHERE g.id = sig.id AND g.state IN ('confirmed', 'held');
        UPDATE vigil.signature g SET
            state = 'pending', submission_id = NULL, holder = NULL, wording_id = NULL, name_sealed = NULL,
            comment_sealed = NULL, country = '', show_name = 'no', deliver_name = false, updates = false,
            source_code = '', confirmed_hour = NULL, publish_name = false, address_sealed = NULL, address_key = NULL
        WHERE g.id = sig.id;
        UPDATE vigil.delivery_signature d SET signature_id = NULL WHERE d.signature_id = sig.id;
    END IF;
    DELETE FROM vigil.submission s
    WHERE s.signature_id = sig.id AND (s.holder IS NOT DISTINCT FROM sig.holder OR s.id = sig.submission_id);
    PERFORM door.drop_if_empty(sig.id);
END $$;

-- Inner step: a signature that waits for a button and has no form left goes.
CREATE FUNCTION door.drop_if_empty(signature uuid) RETURNS void
LANGUAGE sql SET search_path = '' AS $$
    DELETE FROM vigil.signature g
    WHERE g.id = signature AND g.state IN ('pending', 'expired')
      AND NOT EXISTS (SELECT FROM vigil.submission s WHERE s.signature_id = g.id AND s.state <> 'dead')
$$;

CREATE OR REPLACE FUNCTION door.not_me(token_hash bytea, never_again bytea)
RETURNS TABLE (petition_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sub vigil.submission;
    sig vigil.signature;
BEGIN
    SELECT * INTO sub FROM vigil.submission s WHERE s.confirm_hash = $1 OR s.not_me_hash = $1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO sig FROM vigil.signature g WHERE g.id = sub.signature_id FOR UPDATE;
    -- The other button may have been pressed while this one waited for the lock.
    SELECT * INTO sub FROM vigil.submission s WHERE s.id = sub.id;
    IF sub.id IS NULL THEN
        RETURN;
    END IF;
    IF never_again IS NOT NULL THEN
        INSERT INTO vigil.suppression (fingerprint, reason) VALUES (never_again, 'asked') ON CONFLICT DO NOTHING;
    END IF;
    IF sig.submission_id = sub.id AND sub.state = 'pressed' THEN
        PERFORM door.erase_own(sig.id);
    ELSE
        PERFORM door.cancel_mail(sub.id);
        DELETE FROM vigil.submission s WHERE s.id = sub.id;
        PERFORM door.drop_if_empty(sig.id);
    END IF;
    RETURN QUERY SELECT sub.petition_id;
END $$;

-- The private page is one row of one size for everybody: which signatures it may act on stands in its sealed part,
-- with a proof for each that only this page and that mailbox have. Nothing counts what is held under an address.
DROP FUNCTION door.list_own_signatures(bytea, timestamptz);
DROP FUNCTION door.change_signature(bytea, uuid, text, boolean, timestamptz);
DROP FUNCTION door.withdraw_signature(bytea, uuid, timestamptz);
DROP FUNCTION door.erase_signature(bytea, uuid, bytea, timestamptz);
DROP FUNCTION door.own_signature(bytea, uuid, timestamptz);
DROP FUNCTION door.erase(uuid);
-- Its rows live for a day and no installation is older than this.
-- squawk-ignore ban-drop-table
DROP TABLE vigil.private_page_signature;

-- Signatures and forms of the mailbox, as they are now; ``pending`` is a form that waits for its button.
CREATE FUNCTION door.list_own_entries(token_hash bytea, entries uuid[], proofs bytea[], at_time timestamptz)
RETURNS TABLE (id uuid, petition_id uuid, state text, country text, show_name text, deliver_name boolean,
               updates boolean, confirmed_hour timestamptz, submission_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    WITH asked AS (
        SELECT a.entry, a.proof, p.id AS page
        FROM vigil.private_page p, unnest($2, $3) AS a (entry, proof)
        WHERE p.token_hash = $1 AND p.expires_at > $4
    )
    SELECT g.id, g.petition_id, CASE g.state WHEN 'rejected' THEN 'held' ELSE g.state END,
           g.country, g.show_name, g.deliver_name, g.updates, g.confirmed_hour, g.submission_id
    FROM asked a JOIN vigil.signature g ON g.id = a.entry
    WHERE a.proof = sha256(uuid_send(a.page) || g.holder) AND NOT COALESCE(g.submission_id = ANY ($2), false)
    UNION ALL
    SELECT s.id, s.petition_id,
           CASE
               WHEN s.state = 'live' THEN 'pending'
               WHEN g.submission_id = s.id THEN CASE g.state WHEN 'rejected' THEN 'held' ELSE g.state END
               WHEN s.hold_reason IS NULL THEN 'confirmed'
               ELSE 'held'
           END,
           s.country,
           CASE WHEN g.submission_id = s.id THEN g.show_name ELSE s.show_name END,
           s.deliver_name,
           CASE WHEN g.submission_id = s.id THEN g.updates ELSE s.updates END,
           CASE WHEN s.state = 'pressed' THEN g.confirmed_hour END,
           s.id
    FROM asked a
    JOIN vigil.submission s ON s.id = a.entry
    JOIN vigil.signature g ON g.id = s.signature_id
    WHERE a.proof = sha256(uuid_send(a.page) || s.holder)
      AND (s.state = 'pressed' OR (s.state = 'live' AND s.expires_at > $4))
    ORDER BY 2, 1
$$;

-- Inner step: what an entry of a page is now, its signature locked. ``form`` is NULL where it is the signature itself.
CREATE FUNCTION door.own_entry(token_hash bytea, entry uuid, proof bytea, at_time timestamptz,
                               OUT signature uuid, OUT form uuid, OUT form_state text)
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    page uuid;
BEGIN
    SELECT p.id INTO page FROM vigil.private_page p WHERE p.token_hash = $1 AND p.expires_at > $4;
    PERFORM FROM vigil.signature g
    WHERE g.id = entry OR g.id = (SELECT s.signature_id FROM vigil.submission s WHERE s.id = entry)
    FOR UPDATE;
    SELECT g.id, CASE WHEN s.id IS DISTINCT FROM g.submission_id THEN s.id END, s.state
    INTO signature, form, form_state
    FROM vigil.signature g LEFT JOIN vigil.submission s ON s.signature_id = g.id AND s.id = entry
    WHERE (g.id = entry AND proof = sha256(uuid_send(page) || g.holder))
       OR (s.state IN ('live', 'pressed') AND proof = sha256(uuid_send(page) || s.holder));
END $$;

CREATE FUNCTION door.change_entry(token_hash bytea, entry uuid, proof bytea, show text, wants_updates boolean,
                                  address bytea, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine FROM door.own_entry($1, $2, $3, $7);
    IF mine.form IS NOT NULL THEN
        -- A form that waits is confirmed as it was typed, or not at all.
        UPDATE vigil.submission s SET show_name = show, updates = wants_updates
        WHERE s.id = mine.form AND s.state = 'pressed';
        RETURN FOUND;
    END IF;
    -- What was withdrawn keeps no address and shows no name, whatever is asked afterwards.
    UPDATE vigil.signature g SET
        show_name = show,
        publish_name = show <> 'no',
        updates = wants_updates,
        address_sealed = CASE WHEN wants_updates THEN address END,
        address_key = CASE WHEN wants_updates AND address IS NOT NULL THEN 'updates' END
    WHERE g.id = mine.signature AND g.state IN ('confirmed', 'held', 'rejected');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM door.hide(mine.signature);
    RETURN true;
END $$;

CREATE FUNCTION door.withdraw_entry(token_hash bytea, entry uuid, proof bytea, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine FROM door.own_entry($1, $2, $3, $4);
    IF mine.form IS NOT NULL THEN
        UPDATE vigil.submission s SET state = 'dead', name_sealed = NULL, comment_sealed = NULL
        WHERE s.id = mine.form AND s.state = 'pressed';
        RETURN FOUND;
    END IF;
    IF mine.signature IS NULL THEN
        RETURN false;
    END IF;
    PERFORM door.hide(mine.signature);
    IF NOT door.pass_on(mine.signature) THEN
        -- To its holder a rejected signature looks held, and is withdrawn like one.
        UPDATE vigil.signature g SET state = 'held' WHERE g.id = mine.signature AND g.state = 'rejected';
        UPDATE vigil.signature g SET
            state = 'withdrawn', name_sealed = NULL, comment_sealed = NULL, updates = false,
            address_sealed = NULL, address_key = NULL, publish_name = false
        WHERE g.id = mine.signature AND g.state IN ('confirmed', 'held');
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION door.erase_entry(token_hash bytea, entry uuid, proof bytea, never_again bytea, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine FROM door.own_entry($1, $2, $3, $5);
    IF mine.signature IS NULL THEN
        RETURN false;
    END IF;
    IF never_again IS NOT NULL THEN
        INSERT INTO vigil.suppression (fingerprint, reason) VALUES (never_again, 'asked') ON CONFLICT DO NOTHING;
    END IF;
    IF mine.form IS NULL THEN
        PERFORM door.erase_own(mine.signature);
    ELSE
        PERFORM door.cancel_mail(mine.form);
        DELETE FROM vigil.submission s WHERE s.id = mine.form;
        PERFORM door.drop_if_empty(mine.signature);
    END IF;
    RETURN true;
END $$;

-- The public reads names through a view: where a row lies in its table, and who wrote it when, tells the order of
-- signing. A view has no such columns, and this one has an order of its own.
CREATE VIEW published.shown_supporter WITH (security_barrier) AS
    SELECT s.id, s.petition_id, s.shown_as, s.country FROM published.supporter s ORDER BY s.petition_id, s.id;
REVOKE ALL ON published.supporter FROM vigil_public, vigil_console;
GRANT SELECT ON published.shown_supporter TO vigil_public, vigil_console;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA door FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    door.list_own_entries(bytea, uuid[], bytea[], timestamptz),
    door.change_entry(bytea, uuid, bytea, text, boolean, bytea, timestamptz),
    door.withdraw_entry(bytea, uuid, bytea, timestamptz),
    door.erase_entry(bytea, uuid, bytea, bytea, timestamptz)
TO vigil_public;
