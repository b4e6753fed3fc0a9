-- Drafts of campaigns: what is saved stays as it was saved, and what is public can be hidden without a worker.
CREATE FUNCTION vigil.refuse_change_of_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION 'a % is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER refuse_change_of_revision BEFORE UPDATE ON vigil.draft_revision
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_revision();
CREATE TRIGGER refuse_change_of_review BEFORE UPDATE ON vigil.draft_review
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_revision();

-- The moves of app/drafts/states.py; a test compares the two, pair by pair.
CREATE FUNCTION vigil.refuse_unknown_move_of_draft() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('editing', 'submitted'),
        ('submitted', 'editing'), ('submitted', 'sent_back'), ('submitted', 'approved'), ('submitted', 'rejected'),
        ('sent_back', 'editing'), ('sent_back', 'submitted'),
        ('approved', 'published'), ('approved', 'sent_back'),
        ('published', 'editing')
    ) THEN
        RAISE EXCEPTION 'a draft does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_unknown_move_of_draft BEFORE UPDATE OF state ON vigil.draft
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION vigil.refuse_unknown_move_of_draft();

-- Takes a campaign away from the public, for its own organisation or for staff: the console may write none of these
-- tables. Returns whether there was such a campaign. What app/petitions/publishing.py does on a worker's behalf.
CREATE FUNCTION vigil.hide_campaign(campaign uuid, says_quiet boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    hidden text;
BEGIN
    UPDATE vigil.campaign SET state = 'hidden'
    WHERE id = $1 AND state IN ('published', 'hidden') AND (
        organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
        OR coalesce(current_setting('vigil.staff', true), '') = 'yes'
    )
    RETURNING slug INTO hidden;
    IF hidden IS NULL THEN
        RETURN false;
    END IF;
    DELETE FROM published.campaign WHERE id = $1;
    UPDATE published.campaign SET document = document - 'moved_to' WHERE document ->> 'moved_to' = hidden;
    IF $2 THEN
        INSERT INTO published.quiet_address (slug) VALUES (hidden) ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM published.quiet_address WHERE slug = hidden;
    END IF;
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION vigil.hide_campaign(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vigil.hide_campaign(uuid, boolean) TO vigil_console;

-- A transfer leads to a prison, a co-defendant rests on a source, an outcome ends with thanks.
ALTER TABLE vigil.case_event ADD COLUMN prison_id uuid;
-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
ALTER TABLE vigil.case_event ADD CONSTRAINT fk_case_event_prison_id
    FOREIGN KEY (prison_id) REFERENCES vigil.prison (id);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX ix_case_event_prison_id ON vigil.case_event (prison_id);
ALTER TABLE vigil.outcome ADD COLUMN thanks jsonb NOT NULL DEFAULT '{}'::jsonb;

GRANT SELECT, INSERT, UPDATE ON vigil.draft TO vigil_console;
GRANT SELECT, INSERT ON vigil.draft_revision, vigil.draft_review, vigil.campaign_act TO vigil_console;
GRANT SELECT, INSERT, DELETE ON vigil.campaign_freeze TO vigil_console;
GRANT SELECT ON vigil.case_relative, vigil.case_relative_source, vigil.campaign_portrait, vigil.picture_variant
TO vigil_console;
GRANT SELECT (id, organisation_id, alt, focus_x, focus_y, state, refusal), INSERT ON vigil.picture TO vigil_console;

GRANT SELECT, UPDATE ON vigil.draft, vigil.campaign_act TO vigil_worker;
GRANT SELECT ON vigil.draft_revision, vigil.campaign_freeze TO vigil_worker;
GRANT SELECT, INSERT ON vigil.draft_review TO vigil_worker;
GRANT INSERT, UPDATE, DELETE ON vigil.prisoner, vigil.prison, vigil.case_fact, vigil.case_event, vigil.source,
    vigil.case_fact_source, vigil.case_event_source, vigil.campaign, vigil.campaign_prisoner, vigil.campaign_group,
    vigil.campaign_memorial, vigil.petition, vigil.petition_recipient, vigil.recipient, vigil.target, vigil.wording,
    vigil.wording_recipient, vigil.outcome
TO vigil_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.case_relative, vigil.case_relative_source TO vigil_worker;
