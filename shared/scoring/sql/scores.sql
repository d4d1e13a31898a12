-- The three columns of one assessment as one JSON object. $1 assessment, $2 whether self and verified are shown, $3 under
-- which version of the framework (its number), or null. Computed columns come from the run at the head, or from the last
-- run under that version; the published one from the import in force, as the version then in force names its indices.
WITH head AS (
    SELECT h.run_id, h.computed_version, h.computed_at FROM assessment_heads h
    WHERE h.assessment_id = $1 AND $2::boolean AND $3::integer IS NULL
    UNION ALL
    (SELECT r.id, r.inputs_version, r.computed_at FROM runs r JOIN framework_versions v ON v.id = r.framework_version_id
     WHERE r.assessment_id = $1 AND $2::boolean AND v.version = $3::integer
     ORDER BY r.inputs_version DESC, r.computed_at DESC, r.id LIMIT 1)
), shown AS (
    SELECT coalesce((SELECT r.framework_version_id FROM runs r JOIN head ON head.run_id = r.id),
        (SELECT v.id FROM framework_versions v JOIN framework_versions p USING (framework_id)
         WHERE p.id = a.framework_version_id AND v.version = $3::integer), a.framework_version_id) AS version_id,
        (SELECT p.version FROM framework_versions p WHERE p.id = a.framework_version_id) AS pinned
    FROM assessments a WHERE a.id = $1
), computed AS (
    -- Not a join: with few rows counted, the planner would unpack the figures of every run there is, and keep the plan.
    SELECT s.* FROM run_scores s WHERE s.run_id = (SELECT run_id FROM head)
), structure AS (
    SELECT v.id, v.version, v.total_points, f.slug, a.status, a.year, o.slug AS organisation, shown.pinned
    FROM assessments a CROSS JOIN shown JOIN framework_versions v ON v.id = shown.version_id
    JOIN frameworks f ON f.id = v.framework_id JOIN organisations o ON o.id = a.organisation_id WHERE a.id = $1
), columns AS (
    SELECT c.name, (SELECT json_build_object(
        'total', t.value, 'points', t.points, 'max_points', t.max_points, 'certainty', t.certainty,
        'undecided', t.undecided, 'not_determinable', t.not_determinable, 'score_id', t.id,
        'main_indices', (SELECT json_agg(json_build_object('number', i.number, 'name', i.name, 'value', s.value,
                'points', s.points, 'max_points', s.max_points, 'certainty', s.certainty,
                'undecided', s.undecided, 'not_determinable', s.not_determinable, 'score_id', s.id) ORDER BY i.number)
            FROM main_indices i JOIN computed s ON s.score_column = c.name AND s.node = 'index:' || i.number
            WHERE i.framework_version_id = structure.id),
        'pillars', (SELECT json_agg(json_build_object('pillar', p.code, 'name', p.name, 'value', s.value,
                'points', s.points, 'max_points', s.max_points, 'certainty', s.certainty,
                'undecided', s.undecided, 'not_determinable', s.not_determinable, 'score_id', s.id)
                ORDER BY array_position(ARRAY['government', 'economy', 'society'], p.code))
            FROM pillars p JOIN computed s ON s.score_column = c.name AND s.node = 'pillar:' || p.code
            WHERE p.framework_version_id = structure.id),
        'components', (SELECT json_agg(json_build_object('code', k.code, 'name', k.name, 'value', s.value,
                'points', s.points, 'max_points', s.max_points, 'certainty', s.certainty,
                'undecided', s.undecided, 'not_determinable', s.not_determinable, 'score_id', s.id)
                ORDER BY k.position)
            FROM components k JOIN computed s ON s.score_column = c.name AND s.node = 'component:' || k.code
            WHERE k.framework_version_id = structure.id))
        FROM computed t WHERE t.score_column = c.name AND t.node = 'total') AS body
    FROM (VALUES ('self'), ('verified')) AS c (name) CROSS JOIN structure
), published AS (
    SELECT p.* FROM published_values p JOIN imports m ON m.id = p.import_id
    WHERE m.assessment_id = $1 AND m.superseded_at = 'infinity'
), published_under AS (
    SELECT coalesce((SELECT v.to_version_id FROM assessment_moves v WHERE v.assessment_id = $1
            AND v.recorded_at <= m.recorded_at ORDER BY v.seq DESC LIMIT 1),
        (SELECT v.from_version_id FROM assessment_moves v WHERE v.assessment_id = $1 ORDER BY v.seq LIMIT 1),
        a.framework_version_id) AS id
    FROM imports m JOIN assessments a ON a.id = m.assessment_id
    WHERE m.assessment_id = $1 AND m.superseded_at = 'infinity'
), published_column AS (
    SELECT json_build_object(
        'total', t.value, 'rank', t.rank, 'rank_of', t.rank_of, 'certainty', t.certainty,
        'rank_certainty', t.rank_certainty, 'score_id', t.id,
        'main_indices', coalesce((SELECT json_agg(json_build_object('number', i.number, 'name', i.name,
                'value', p.value, 'points', p.value * i.weight, 'points_certainty',
                CASE WHEN p.value IS NULL THEN 'unknown' ELSE 'derived' END, 'max_points', i.weight,
                'rank', p.rank, 'certainty', coalesce(p.certainty, 'unknown'), 'score_id', p.id) ORDER BY i.number)
            FROM main_indices i LEFT JOIN published p ON p.node = 'index:' || i.number
            WHERE i.framework_version_id = published_under.id), '[]'),
        'pillars', coalesce((SELECT json_agg(json_build_object('pillar', q.code, 'name', q.name, 'value', p.value,
                'max_points', q.max_points, 'certainty', coalesce(p.certainty, 'unknown'), 'score_id', p.id)
                ORDER BY array_position(ARRAY['government', 'economy', 'society'], q.code))
            FROM pillars q LEFT JOIN published p ON p.node = 'pillar:' || q.code
            WHERE q.framework_version_id = published_under.id), '[]'),
        'components', coalesce((SELECT json_agg(json_build_object('code', k.code, 'name', k.name, 'points', NULL,
                'max_points', NULL, 'outcome', p.outcome, 'certainty', coalesce(p.certainty, 'unknown'),
                'score_id', p.id) ORDER BY k.position)
            FROM components k LEFT JOIN published p ON p.node = 'component:' || k.code
            WHERE k.framework_version_id = published_under.id), '[]')) AS body
    FROM published t CROSS JOIN published_under WHERE t.node = 'total'
)
SELECT json_build_object(
    'assessment', $1::uuid, 'organisation', structure.organisation, 'year', structure.year,
    'status', structure.status, 'framework', structure.slug, 'framework_version', structure.version,
    'current_framework_version', structure.pinned,
    'run_id', head.run_id, 'assessment_version', coalesce(wanted.version, 0),
    'computed_version', coalesce(head.computed_version, 0),
    'pending', structure.status <> 'imported' AND coalesce($3::integer, structure.pinned) = structure.pinned
        AND coalesce(wanted.version, 0) > coalesce(head.computed_version, 0),
    'computed_at', head.computed_at,
    'undecided', (SELECT undecided FROM computed WHERE score_column = 'verified' AND node = 'total'),
    'provisional', (SELECT certainty IN ('provisional', 'unknown') FROM computed WHERE score_column = 'verified' AND node = 'total'),
    'self', (SELECT body FROM columns WHERE name = 'self'),
    'verified', (SELECT body FROM columns WHERE name = 'verified'),
    'published', (SELECT body FROM published_column))::text
FROM structure
LEFT JOIN head ON true
LEFT JOIN assessment_versions wanted ON wanted.assessment_id = $1 AND $2::boolean
