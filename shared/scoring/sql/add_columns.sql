-- The columns of a run, and their layouts unless they are known. :rows JSON of them.
WITH given AS (
    SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (run_id uuid, score_column text, layout jsonb,
        points bigint[], quotients bigint[], undecided integer[], not_determinable boolean[])
), layouts AS (
    INSERT INTO run_layouts (sha256, nodes, max_points, certainties)
    SELECT DISTINCT l.* FROM given CROSS JOIN LATERAL jsonb_to_record(given.layout) AS l (sha256 text, nodes text[],
        max_points bigint[], certainties text[])
    ON CONFLICT DO NOTHING
)
INSERT INTO run_columns (run_id, score_column, layout_sha256, points, quotients, undecided, not_determinable)
SELECT run_id, score_column, layout ->> 'sha256', points, quotients, undecided, not_determinable FROM given
