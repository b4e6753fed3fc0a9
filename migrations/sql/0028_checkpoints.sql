-- What was published stays published: checkpoints and corrections are only added to, whoever writes.
CREATE FUNCTION published.refuse_change_of_checkpoint() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION 'checkpoints are only added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER refuse_change_of_checkpoint BEFORE UPDATE OR DELETE ON published.checkpoint
    FOR EACH ROW EXECUTE FUNCTION published.refuse_change_of_checkpoint();
CREATE TRIGGER refuse_truncation_of_checkpoint BEFORE TRUNCATE ON published.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION published.refuse_change_of_checkpoint();

CREATE TRIGGER refuse_change_of_correction BEFORE UPDATE OR DELETE ON vigil.delivery_correction
    FOR EACH ROW EXECUTE FUNCTION vigil.refuse_change_of_register();

GRANT SELECT, INSERT ON published.checkpoint TO vigil_worker;
GRANT SELECT ON published.checkpoint TO vigil_public, vigil_console;
GRANT SELECT, INSERT ON vigil.delivery_correction TO vigil_worker;
GRANT SELECT ON vigil.delivery_correction TO vigil_console;
