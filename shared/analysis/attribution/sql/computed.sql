-- One column at the head of an assessment with the framework version its run was made under. $1 assessment, $2 column.
SELECT s.run_id AS rests_on, r.framework_version_id, s.nodes, s.points, s.maxima, s.quotients, s.score_ids
FROM (
    SELECT h.run_id, array_agg(h.node) AS nodes, array_agg(h.points) AS points, array_agg(h.max_points) AS maxima,
        array_agg(h.value) AS quotients, array_agg(h.score_id) AS score_ids
    FROM head_scores h WHERE h.assessment_id = $1 AND h.score_column = $2 GROUP BY h.run_id
) s JOIN runs r ON r.id = s.run_id
