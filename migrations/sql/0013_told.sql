-- Figures for organisers: the steps that were told and nothing finer; workers write, the console reads its own.
GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.form_count, vigil.told_total, vigil.told_figure, vigil.told_day
    TO vigil_worker;
GRANT SELECT ON vigil.told_total, vigil.told_figure, vigil.told_day TO vigil_console;

-- What is known of the hours before: the buckets as they are, added up.
INSERT INTO vigil.told_total (petition_id, hour, confirmed)
SELECT
    petition_id,
    (key || ':00:00+00')::timestamptz,
    sum(count) OVER (PARTITION BY petition_id ORDER BY key)
FROM vigil.tally_bucket WHERE dimension = 'hour' AND state = 'confirmed';

-- Other organisations' figures are as if they were not there; where nobody said whose may be seen, nothing is.
ALTER TABLE vigil.told_total ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.told_total FORCE ROW LEVEL SECURITY;
CREATE POLICY told_total_of_workers ON vigil.told_total TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY told_total_of_own_campaigns ON vigil.told_total FOR SELECT TO vigil_console USING (
    coalesce(current_setting('vigil.staff', true), '') = 'yes' OR EXISTS (
        SELECT FROM vigil.petition AS p JOIN vigil.campaign AS c ON c.id = p.campaign_id
        WHERE p.id = told_total.petition_id
            AND c.organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
    )
);
ALTER TABLE vigil.told_figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.told_figure FORCE ROW LEVEL SECURITY;
CREATE POLICY told_figure_of_workers ON vigil.told_figure TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY told_figure_of_own_campaigns ON vigil.told_figure FOR SELECT TO vigil_console USING (
    coalesce(current_setting('vigil.staff', true), '') = 'yes' OR EXISTS (
        SELECT FROM vigil.petition AS p JOIN vigil.campaign AS c ON c.id = p.campaign_id
        WHERE p.id = told_figure.petition_id
            AND c.organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
    )
);
ALTER TABLE vigil.told_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE vigil.told_day FORCE ROW LEVEL SECURITY;
CREATE POLICY told_day_of_workers ON vigil.told_day TO vigil_owner, vigil_worker USING (true) WITH CHECK (true);
CREATE POLICY told_day_of_own_campaigns ON vigil.told_day FOR SELECT TO vigil_console USING (
    coalesce(current_setting('vigil.staff', true), '') = 'yes' OR EXISTS (
        SELECT FROM vigil.petition AS p JOIN vigil.campaign AS c ON c.id = p.campaign_id
        WHERE p.id = told_day.petition_id
            AND c.organisation_id = nullif(current_setting('vigil.organisation', true), '')::uuid
    )
);
