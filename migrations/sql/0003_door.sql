-- The door: all that the public process may do to a signature, one token at a time. Each function is given
-- the hash of a token and the time; none of them lists anything. The owner is no superuser.
CREATE SCHEMA door;

-- What the page behind a mailed link shows. ``purpose`` says which link it was: 'confirm' or 'not_me'.
CREATE FUNCTION door.find_submission(token_hash bytea, at_time timestamptz)
RETURNS TABLE (purpose text, petition_id uuid, status text, language text, country text, show_name text,
               deliver_name boolean, updates boolean, for_holder bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT CASE WHEN s.confirm_hash = $1 THEN 'confirm' ELSE 'not_me' END,
           s.petition_id,
           CASE
               WHEN s.state = 'live' AND s.expires_at > $2 THEN 'pending'
               WHEN s.state = 'live' THEN 'expired'
               WHEN s.state = 'pressed' AND g.submission_id = s.id THEN
                   CASE g.state WHEN 'rejected' THEN 'held' ELSE g.state END
               WHEN g.state = 'expired' THEN 'expired'
               ELSE 'used'
           END,
           s.language, s.country, s.show_name, s.deliver_name, s.updates,
           CASE WHEN s.confirm_hash = $1 THEN s.for_holder ELSE s.for_not_me END
    FROM vigil.submission s JOIN vigil.signature g ON g.id = s.signature_id
    WHERE s.confirm_hash = $1 OR s.not_me_hash = $1
$$;

-- The button. Whoever presses first wins; pressing again says what is so.
CREATE FUNCTION door.confirm(token_hash bytea, at_time timestamptz)
RETURNS TABLE (petition_id uuid, status text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sub vigil.submission;
    sig vigil.signature;
    answer text;
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
    IF sub.state = 'live' AND sub.expires_at > $2 AND sig.state = 'pending' THEN
        answer := CASE WHEN sub.hold_reason IS NULL THEN 'confirmed' ELSE 'held' END;
        UPDATE vigil.signature g SET
            state = answer, submission_id = sub.id, wording_id = sub.wording_id, language = sub.language,
            name_sealed = sub.name_sealed, comment_sealed = sub.comment_sealed, country = sub.country,
            show_name = sub.show_name, deliver_name = sub.deliver_name, updates = sub.updates,
            source_code = sub.source_code, confirmed_hour = date_trunc('hour', $2, 'UTC'),
            publish_name = sub.show_name <> 'no'
        WHERE g.id = sig.id;
        UPDATE vigil.submission s SET
            state = CASE WHEN s.id = sub.id THEN 'pressed' ELSE 'dead' END,
            name_sealed = NULL, comment_sealed = NULL
        WHERE s.signature_id = sig.id;
    ELSIF sub.state = 'live' THEN
        answer := 'expired';
    ELSIF sub.state = 'pressed' AND sig.submission_id = sub.id THEN
        answer := CASE sig.state WHEN 'rejected' THEN 'held' ELSE sig.state END;
    ELSIF sig.state = 'expired' THEN
        answer := 'expired';
    ELSE
        answer := 'used';
    END IF;
    RETURN QUERY SELECT sub.petition_id, answer;
END $$;

-- 'I did not sign': everything that came with this post goes; a signature it confirmed goes too.
-- The holder may also ask never to be written to again: the fingerprint was sealed to the token.
CREATE FUNCTION door.not_me(token_hash bytea, never_again bytea)
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
    PERFORM door.cancel_mail(s.id) FROM vigil.submission s WHERE s.id = sub.id;
    IF sig.submission_id = sub.id AND sub.state = 'pressed' THEN
        PERFORM door.erase(sig.id);
    ELSE
        DELETE FROM vigil.submission s WHERE s.id = sub.id;
        DELETE FROM vigil.signature g
        WHERE g.id = sig.id AND g.state IN ('pending', 'expired')
          AND NOT EXISTS (SELECT FROM vigil.submission s WHERE s.signature_id = g.id);
    END IF;
    RETURN QUERY SELECT sub.petition_id;
END $$;

-- Inner steps, not for the public role.
CREATE FUNCTION door.cancel_mail(about uuid) RETURNS void
LANGUAGE sql SET search_path = '' AS $$
    UPDATE vigil.outgoing_mail SET state = 'cancelled', address_sealed = NULL
    WHERE subject_id = about AND state = 'queued'
$$;

CREATE FUNCTION door.hide(signature uuid) RETURNS void
LANGUAGE sql SET search_path = '' AS $$
    DELETE FROM published.supporter p USING vigil.signature_shown h
    WHERE h.signature_id = signature AND p.id = h.supporter_id;
    DELETE FROM vigil.signature_shown h WHERE h.signature_id = signature;
$$;

CREATE FUNCTION door.erase(signature uuid) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM door.hide(signature);
    PERFORM door.cancel_mail(s.id) FROM vigil.submission s WHERE s.signature_id = signature;
    DELETE FROM vigil.signature g WHERE g.id = signature;
END $$;

-- The private page: what it may show opens with the token; the states are read as they are now.
CREATE FUNCTION door.find_private_page(token_hash bytea, at_time timestamptz)
RETURNS TABLE (language text, sealed bytea, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT p.language, p.sealed, p.expires_at FROM vigil.private_page p
    WHERE p.token_hash = $1 AND p.expires_at > $2
$$;

CREATE FUNCTION door.list_own_signatures(token_hash bytea, at_time timestamptz)
RETURNS TABLE (id uuid, petition_id uuid, state text, country text, show_name text, deliver_name boolean,
               updates boolean, confirmed_hour timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT g.id, g.petition_id, CASE g.state WHEN 'rejected' THEN 'held' ELSE g.state END,
           g.country, g.show_name, g.deliver_name, g.updates, g.confirmed_hour
    FROM vigil.private_page p
    JOIN vigil.private_page_signature o ON o.private_page_id = p.id
    JOIN vigil.signature g ON g.id = o.signature_id
    WHERE p.token_hash = $1 AND p.expires_at > $2
    ORDER BY g.id
$$;

-- The signature, locked, if this page may change it.
CREATE FUNCTION door.own_signature(token_hash bytea, signature uuid, at_time timestamptz)
RETURNS vigil.signature
LANGUAGE sql SET search_path = '' AS $$
    SELECT g FROM vigil.signature g
    WHERE g.id = signature AND EXISTS (
        SELECT FROM vigil.private_page p JOIN vigil.private_page_signature o ON o.private_page_id = p.id
        WHERE p.token_hash = $1 AND p.expires_at > $3 AND o.signature_id = g.id
    )
    FOR UPDATE
$$;

CREATE FUNCTION door.change_signature(token_hash bytea, signature uuid, show text, wants_updates boolean,
                                      at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sig vigil.signature := door.own_signature($1, $2, $5);
BEGIN
    -- What was withdrawn keeps no address and shows no name, whatever is asked afterwards.
    IF sig.id IS NULL OR sig.state NOT IN ('confirmed', 'held', 'rejected') THEN
        RETURN false;
    END IF;
    PERFORM door.hide(sig.id);
    UPDATE vigil.signature g SET
        show_name = show,
        publish_name = show <> 'no',
        updates = wants_updates,
        address_sealed = CASE WHEN wants_updates THEN o.address_sealed END,
        address_key = CASE WHEN wants_updates THEN 'updates' END
    FROM vigil.private_page p JOIN vigil.private_page_signature o ON o.private_page_id = p.id
    WHERE g.id = sig.id AND o.signature_id = g.id AND p.token_hash = $1;
    RETURN true;
END $$;

CREATE FUNCTION door.withdraw_signature(token_hash bytea, signature uuid, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sig vigil.signature := door.own_signature($1, $2, $3);
BEGIN
    IF sig.id IS NULL THEN
        RETURN false;
    END IF;
    PERFORM door.hide(sig.id);
    -- To its holder a rejected signature looks held, and is withdrawn like one.
    UPDATE vigil.signature g SET state = 'held' WHERE g.id = sig.id AND g.state = 'rejected';
    UPDATE vigil.signature g SET
        state = 'withdrawn', name_sealed = NULL, comment_sealed = NULL, updates = false,
        address_sealed = NULL, address_key = NULL, publish_name = false
    WHERE g.id = sig.id AND g.state IN ('confirmed', 'held');
    RETURN true;
END $$;

CREATE FUNCTION door.erase_signature(token_hash bytea, signature uuid, never_again bytea, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    sig vigil.signature := door.own_signature($1, $2, $4);
BEGIN
    IF sig.id IS NULL THEN
        RETURN false;
    END IF;
    IF never_again IS NOT NULL THEN
        INSERT INTO vigil.suppression (fingerprint, reason) VALUES (never_again, 'asked') ON CONFLICT DO NOTHING;
    END IF;
    PERFORM door.erase(sig.id);
    RETURN true;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA door FROM PUBLIC;

-- Who may do what. New tables grant nothing to anybody until a migration says so.
GRANT USAGE ON SCHEMA vigil, published, door TO vigil_public;
GRANT USAGE ON SCHEMA vigil, published TO vigil_console;
GRANT USAGE ON SCHEMA vigil, published, door TO vigil_worker;

GRANT INSERT (id, kind, key_day, sealed) ON vigil.intake TO vigil_public;
GRANT SELECT ON published.campaign, published.tally, published.supporter TO vigil_public, vigil_console;
GRANT EXECUTE ON FUNCTION
    door.find_submission(bytea, timestamptz), door.confirm(bytea, timestamptz), door.not_me(bytea, bytea),
    door.find_private_page(bytea, timestamptz), door.list_own_signatures(bytea, timestamptz),
    door.change_signature(bytea, uuid, text, boolean, timestamptz),
    door.withdraw_signature(bytea, uuid, timestamptz), door.erase_signature(bytea, uuid, bytea, timestamptz)
TO vigil_public;

GRANT SELECT ON vigil.organisation, vigil.prisoner, vigil.case_fact, vigil.case_event, vigil.source,
    vigil.case_fact_source, vigil.case_event_source, vigil.campaign, vigil.campaign_prisoner, vigil.petition,
    vigil.petition_recipient, vigil.recipient, vigil.target, vigil.wording, vigil.wording_recipient
TO vigil_console, vigil_worker;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    vigil.intake, vigil.unreadable_intake, vigil.signature, vigil.submission, vigil.signature_shown,
    vigil.outgoing_mail, vigil.mail_cap, vigil.private_page, vigil.private_page_signature,
    vigil.tally_bucket, vigil.delivery, vigil.delivery_signature,
    published.campaign, published.tally, published.supporter
TO vigil_worker;
GRANT SELECT, INSERT, DELETE ON vigil.suppression TO vigil_worker;
GRANT SELECT, DELETE ON vigil.tally_event TO vigil_worker;
GRANT SELECT, INSERT ON vigil.audit_entry TO vigil_worker, vigil_console;
