-- All scores of a run in one statement; :rows is a JSON array of score rows.
INSERT INTO scores (id, run_id, score_column, node, points, max_points, value, certainty, undecided,
                    not_determinable, basis)
SELECT id, run_id, score_column, node, points, max_points, value, certainty, undecided, not_determinable, basis
FROM jsonb_populate_recordset(CAST(NULL AS scores), CAST(:rows AS jsonb))
