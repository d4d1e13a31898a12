-- For each of these components of an assessment's framework, who leads and co-leads the tasks that name it (slug: name), on a
-- day. Groups count as their members; `everybody_known` is false when an owning group is not known to be complete.
SELECT k.code AS component,
       coalesce(jsonb_object_agg(o.slug, coalesce(n.name, o.slug)) FILTER (WHERE o.slug IS NOT NULL), '{}') AS owners,
       bool_and(g.id IS NULL OR g.complete) AS everybody_known
FROM tasks t
JOIN framework_versions v ON v.framework_id = t.framework_id
JOIN assessments a ON a.framework_version_id = v.id AND a.id = :assessment
CROSS JOIN LATERAL unnest(t.components) AS k (code)
JOIN task_parties p ON p.task_id = t.id AND p.role IN ('lead', 'co_lead') AND p.superseded_at = 'infinity'
    AND p.valid_from <= :on AND :on < p.valid_to
LEFT JOIN organisation_groups g ON g.id = p.group_id
LEFT JOIN organisation_group_members m ON m.group_id = g.id AND m.superseded_at = 'infinity'
    AND m.valid_from <= :on AND :on < m.valid_to
LEFT JOIN organisations o ON o.id = coalesce(p.organisation_id, m.organisation_id)
LEFT JOIN organisation_versions n ON n.organisation_id = o.id AND n.hierarchy = 'administrative'
    AND n.superseded_at = 'infinity' AND n.valid_from <= :on AND :on < n.valid_to
WHERE k.code = ANY(CAST(:codes AS text[])) AND t.superseded_at = 'infinity'
    AND t.valid_from <= :on AND :on < t.valid_to
GROUP BY k.code
