-- The scores at the heads: what every reader outside of the computation asks, however a run keeps them.
CREATE VIEW head_scores AS
    SELECT h.assessment_id, h.run_id, h.computed_version, s.score_column, s.node, s.points, s.max_points, s.value,
        s.certainty, s.undecided, s.not_determinable, s.id AS score_id
    FROM assessment_heads h JOIN scores s ON s.run_id = h.run_id;
