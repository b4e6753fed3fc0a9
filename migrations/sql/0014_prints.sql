-- A PDF is compressed already.
ALTER TABLE vigil.print ALTER COLUMN pdf SET STORAGE EXTERNAL;

-- An organisation sees its own prints; without one set, the console sees none.
ALTER TABLE vigil.print ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.print FORCE ROW LEVEL SECURITY;
CREATE POLICY all_of_the_owner ON vigil.print TO vigil_owner USING (true);
CREATE POLICY all_of_the_worker ON vigil.print TO vigil_worker USING (true);
CREATE POLICY own_of_the_console ON vigil.print TO vigil_console
    USING (organisation_id::text = current_setting('vigil.organisation', true));

GRANT SELECT, INSERT ON vigil.print TO vigil_console;
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.print TO vigil_worker;
