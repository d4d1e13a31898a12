-- One page of what is to be decided again since the framework got a new version, in the order of its components. A partial
-- decision keeps its share under another maximum; an acceptance keeps its share under another rule; of a split or a merger
-- no decision went along. Not listed: what values earn anew by the same rule, what was rejected, what the version says the
-- same of. Of a closed assessment nothing: only an appeal leads to another decision there. RLS shows whose papers the caller
-- reads. $1 limit, $2 assessment, $3 and $4 the last row's place and revision.
WITH served AS (
    SELECT DISTINCT k.revision_id, k.evidence_id, k.component_id
    FROM served_components k JOIN evidence e ON e.id = k.evidence_id
    JOIN assessments a ON a.id = k.assessment_id AND a.status = 'open'
    WHERE k.assessment_id = $2::uuid AND k.component_id IS NOT NULL AND e.withdrawn_at IS NULL
), decided AS (
    SELECT s.*, c.position, c.code, c.name, c.max_points AS max_now, x.id AS decision_id, f.code AS code_then,
           f.framework_version_id AS version_then, x.verdict, x.points, x.max_points, x.part, x.recorded_at,
           CASE WHEN NOT x.alone THEN 'regrouped' WHEN scoring_rule(f.rule) <> scoring_rule(c.rule) THEN 'rule'
                ELSE 'maximum' END AS reason
    FROM served s
    JOIN components c ON c.id = s.component_id
    CROSS JOIN LATERAL (SELECT DISTINCT ON (coalesce(x.part, '')) x.*, l.alone
        FROM component_lines l JOIN decisions x ON x.component_id = l.ancestor_id AND x.revision_id = s.revision_id
        WHERE l.component_id = c.id AND l.framework_version_id = c.framework_version_id
            AND (x.component_id = c.id OR (l.alone AND rule_has_part(c.rule, x.part)) OR NOT EXISTS (
                SELECT FROM decisions y WHERE y.revision_id = s.revision_id AND y.component_id = c.id))
        ORDER BY coalesce(x.part, ''), x.seq DESC) x
    JOIN components f ON f.id = x.component_id
    WHERE f.id <> c.id AND (NOT x.alone
        OR (x.verdict <> 'reject' AND scoring_rule(f.rule) <> scoring_rule(c.rule))
        OR (x.verdict = 'partial' AND f.max_points <> c.max_points
            AND (x.input_values = '{}' OR c.rule ->> 'kind' = 'granted')))
), page AS MATERIALIZED (
    SELECT d.*, row_number() OVER (ORDER BY d.position, d.decision_id) AS place
    FROM decided d
    WHERE $3::integer IS NULL OR (d.position, d.decision_id) > ($3::integer, $4::uuid)
    ORDER BY d.position, d.decision_id
    LIMIT $1 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object(
            'component', json_build_object('code', p.code, 'name', p.name, 'max_points', p.max_now),
            'evidence', p.evidence_id, 'revision', r.revision, 'title', r.title, 'organisation', o.slug,
            'reason', p.reason,
            'decision', json_build_object('id', p.decision_id, 'framework_version', v.version, 'component', p.code_then,
                'part', p.part, 'verdict', p.verdict, 'points', p.points, 'max_points', p.max_points,
                'decided_at', p.recorded_at),
            'carried_points', CASE WHEN p.reason <> 'regrouped' AND p.max_points > 0
                THEN round(p.points * p.max_now / p.max_points, 6) END) ORDER BY p.place)
        FROM page p
        JOIN framework_versions v ON v.id = p.version_then
        JOIN evidence_revisions r ON r.id = p.revision_id
        JOIN evidence e ON e.id = p.evidence_id
        JOIN organisations o ON o.id = e.organisation_id
        WHERE p.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(p.position, p.decision_id) FROM page p
        WHERE p.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
