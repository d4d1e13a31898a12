-- The same figures as before, found otherwise. Joined with `run_scores` as a whole, a head cannot be looked up in it: it is
-- a union of what is unpacked, so that PostgreSQL unpacked the figures of every run there is for the scores of one
-- assessment. Here each half of the union asks for the run of the head itself.
CREATE OR REPLACE VIEW head_scores AS
    SELECT h.assessment_id, h.run_id, h.computed_version, s.score_column, s.node, s.points, s.max_points, s.value,
        s.certainty, s.undecided, s.not_determinable, s.id AS score_id
    FROM assessment_heads h
    CROSS JOIN LATERAL (
        SELECT o.score_column, o.node, o.points, o.max_points, o.value, o.certainty, o.undecided, o.not_determinable, o.id
        FROM scores o
        WHERE o.run_id = h.run_id
        UNION ALL
        SELECT k.score_column, n.node, CAST(n.points * 0.000001 AS points), CAST(n.max_points * 0.000001 AS points),
            CAST(n.quotient * 0.000001 AS points), CAST(n.certainty AS certainty), coalesce(n.undecided, 0),
            coalesce(n.not_determinable, false), score_id(k.run_id, k.score_column, n.place)
        FROM run_columns k
        JOIN run_layouts l ON l.sha256 = k.layout_sha256
        CROSS JOIN LATERAL unnest(l.nodes, l.max_points, l.certainties, k.points, k.quotients, k.undecided,
            k.not_determinable) WITH ORDINALITY AS n (node, max_points, certainty, points, quotient, undecided,
            not_determinable, place)
        WHERE k.run_id = h.run_id
    ) s;
