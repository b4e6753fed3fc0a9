-- Who keeps which prisoner's record, and who may do what with accounts.
UPDATE vigil.prisoner AS p SET organisation_id = (
    SELECT c.organisation_id FROM vigil.campaign AS c
    JOIN vigil.campaign_prisoner AS cp ON cp.campaign_id = c.id
    WHERE cp.prisoner_id = p.id ORDER BY c.begins, c.id LIMIT 1
);

GRANT SELECT, INSERT ON vigil.account, vigil.membership, vigil.account_session, vigil.recovery_code, vigil.passkey,
    vigil.invitation, vigil.password_reset, vigil.account_notice, vigil.application, vigil.attempt TO vigil_console;
GRANT UPDATE ON vigil.account, vigil.membership, vigil.account_session, vigil.passkey, vigil.invitation,
    vigil.password_reset, vigil.application, vigil.attempt TO vigil_console;
GRANT DELETE ON vigil.membership, vigil.recovery_code, vigil.passkey, vigil.attempt TO vigil_console;
GRANT INSERT, UPDATE ON vigil.organisation TO vigil_console;
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.account, vigil.membership, vigil.account_session, vigil.recovery_code,
    vigil.passkey, vigil.invitation, vigil.password_reset, vigil.account_notice, vigil.application, vigil.attempt
    TO vigil_worker;

