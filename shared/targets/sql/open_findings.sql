-- Open findings with the rows of their parts. :rows is JSON, one object per finding with its `parts`; :by are the
-- measurements that this transaction wrote, of which those of the same target and day opened it.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS g (id uuid, target_id uuid, measured_on date,
        measurement_id uuid, numerator numeric, denominator numeric, parts_value numeric, tolerance numeric, parts uuid[])
), opened AS (
    INSERT INTO measurement_findings (id, kind, target_id, organisation_id, measured_on, measurement_id, hierarchy,
        numerator, denominator, parts_value, tolerance, opened_by, recorded_at)
    SELECT g.id, 'contradicts_parts', g.target_id, :province, g.measured_on, g.measurement_id, :hierarchy,
        g.numerator, g.denominator, g.parts_value, g.tolerance,
        ARRAY(SELECT m.id FROM measurements m WHERE m.id = ANY (CAST(:by AS uuid[])) AND m.target_id = g.target_id
            AND m.measured_on = g.measured_on ORDER BY m.id),
        greatest(now(), (SELECT max(f.closed_at) FROM measurement_findings f WHERE f.target_id = g.target_id
            AND f.organisation_id = :province AND f.measured_on = g.measured_on AND f.closed_at < 'infinity'))
    FROM given g
)
INSERT INTO measurement_finding_parts (finding_id, measurement_id)
SELECT g.id, unnest(g.parts) FROM given g
