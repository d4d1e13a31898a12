-- The tasks in force on a day that name components of a framework, with who leads them and their state. Grain: task and
-- component. $1 framework, $2 day.
WITH named AS MATERIALIZED (
    SELECT t.* FROM tasks t
    WHERE t.framework_id = $1 AND t.components <> '{}' AND t.superseded_at = 'infinity' AND t.valid_from <= $2
        AND $2 < t.valid_to
), proved AS MATERIALIZED (
    SELECT * FROM accepted_deliverables(ARRAY(SELECT id FROM named), NULL)
)
SELECT k.code AS component, t.id, t.code, t.name, t.components_certainty AS certainty,
    coalesce(t.due_before_on, t.due_by_on + 1) AS due_before_on,
    CASE WHEN said.status = 'done' AND coalesce(proved.accepted, 0) < t.deliverables_owed THEN 'in_progress'
        ELSE coalesce(said.status, 'not_started') END AS status,
    coalesce((SELECT json_agg(json_build_object('role', p.role, 'kind', CASE WHEN g.id IS NULL THEN 'organisation' ELSE
            'group' END, 'slug', coalesce(o.slug, g.slug), 'name', coalesce(n.name, g.name, o.slug))
            ORDER BY p.role = 'lead' DESC, p.place)
        FROM task_parties p
        LEFT JOIN organisations o ON o.id = p.organisation_id
        LEFT JOIN organisation_groups g ON g.id = p.group_id
        LEFT JOIN organisation_versions n ON n.organisation_id = o.id AND n.hierarchy = 'administrative'
            AND n.superseded_at = 'infinity' AND n.valid_from <= $2 AND $2 < n.valid_to
        WHERE p.task_id = t.id AND p.role IN ('lead', 'co_lead') AND p.superseded_at = 'infinity'
            AND p.valid_from <= $2 AND $2 < p.valid_to), '[]')::text AS owners
FROM named t
CROSS JOIN LATERAL unnest(t.components) WITH ORDINALITY AS k (code, place)
LEFT JOIN proved ON proved.task_id = t.id
LEFT JOIN LATERAL (SELECT x.status FROM task_statuses x WHERE x.task_id = t.id AND x.effective_on <= $2
    ORDER BY x.effective_on DESC, x.seq DESC LIMIT 1) said ON true
ORDER BY t.position, t.id, k.place
