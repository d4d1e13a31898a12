-- Runs with all that they read and computed, and the heads that move to them: one statement for one run as for hundreds.
-- $1 engine, $2 computed at; side by side $3 runs, $4 assessments, $5 framework versions, $6 versions of the inputs, $7 $8
-- $9 hashes of structure, of the rest and of both; $10 $11 structures by hash; $12 $13 the rest by hash, where it may be
-- new; $14 layouts as JSON; side by side $15 runs, $16 columns, $17 layouts, $18 points, $19 quotients, $20 undecided, $21
-- not determinable, arrays as text. What was stored before is not stored again, and its head moves to the run of then.
WITH given AS (
    SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[], $8::text[], $9::text[])
        AS g (id, assessment_id, framework_version_id, inputs_version, structure_sha256, own_sha256, inputs_sha256)
), structures AS (
    INSERT INTO run_structures (sha256, body)
    SELECT sha256, CAST(body AS jsonb) FROM unnest($10::text[], $11::text[]) AS u (sha256, body)
    ON CONFLICT DO NOTHING
), read AS (
    INSERT INTO run_inputs (sha256, body)
    SELECT sha256, CAST(body AS jsonb) FROM unnest($12::text[], $13::text[]) AS u (sha256, body)
    ON CONFLICT DO NOTHING
), layouts AS (
    INSERT INTO run_layouts (sha256, nodes, max_points, certainties)
    SELECT l.* FROM unnest($14::text[]) AS u (body)
    CROSS JOIN LATERAL jsonb_to_record(CAST(u.body AS jsonb))
        AS l (sha256 text, nodes text[], max_points bigint[], certainties text[])
    ON CONFLICT DO NOTHING
), stored AS (
    INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version, structure_sha256,
        own_sha256, inputs_sha256, computed_at)
    SELECT id, assessment_id, framework_version_id, inputs_version, $1, structure_sha256, own_sha256, inputs_sha256, $2
    FROM given
    ON CONFLICT (assessment_id, inputs_version, engine_version) DO NOTHING
    RETURNING id
), columns AS (
    INSERT INTO run_columns (run_id, score_column, layout_sha256, points, quotients, undecided, not_determinable)
    SELECT u.run_id, u.name, u.layout, CAST(u.points AS bigint[]), CAST(u.quotients AS bigint[]),
        CAST(u.undecided AS integer[]), CAST(u.not_determinable AS boolean[])
    FROM unnest($15::uuid[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[])
        AS u (run_id, name, layout, points, quotients, undecided, not_determinable)
    JOIN stored ON stored.id = u.run_id
)
INSERT INTO assessment_heads AS h (assessment_id, computed_version, run_id, computed_at)
SELECT g.assessment_id, g.inputs_version, coalesce(s.id, r.id), $2
FROM given g
LEFT JOIN stored s ON s.id = g.id
LEFT JOIN runs r ON r.assessment_id = g.assessment_id AND r.inputs_version = g.inputs_version AND r.engine_version = $1
ON CONFLICT (assessment_id) DO UPDATE SET computed_version = excluded.computed_version, run_id = excluded.run_id,
    computed_at = excluded.computed_at
WHERE h.computed_version < excluded.computed_version
    OR (h.computed_version = excluded.computed_version AND h.run_id <> excluded.run_id)
