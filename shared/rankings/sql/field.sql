-- Who is ranked, with the figure of each, or why there is none: organisations of one kind that are in force on a day,
-- members of a group on that day when one is named. The assessment is that of a framework and a year, by the newest of
-- the framework's versions. The figures are a sub-select: assessment_id, value, certainty, run_id, import_id, score_id,
-- framework_version_id and engine_version of the run, and whether it is behind what was written.
WITH field AS (
    SELECT o.id, v.name, v.sort_key
    FROM organisations o JOIN organisation_versions v ON v.organisation_id = o.id AND v.hierarchy = 'administrative'
        AND v.superseded_at = 'infinity' AND v.valid_from <= :day AND :day < v.valid_to
    WHERE o.kind = :kind AND (CAST(:group_id AS uuid) IS NULL OR EXISTS (
        SELECT FROM organisation_group_members m WHERE m.organisation_id = o.id AND m.group_id = CAST(:group_id AS uuid)
            AND m.superseded_at = 'infinity' AND m.valid_from <= :day AND :day < m.valid_to))
), assessed AS (
    SELECT DISTINCT ON (a.organisation_id) a.id, a.organisation_id, a.framework_version_id
    FROM assessments a JOIN framework_versions fv ON fv.id = a.framework_version_id
    WHERE fv.framework_id = :framework AND a.year = :year
    ORDER BY a.organisation_id, fv.version DESC
)
SELECT field.id AS organisation_id, field.name, field.sort_key, a.id AS assessment_id, g.value, g.certainty, g.run_id,
    g.import_id, g.score_id, g.assessment_id IS NOT NULL AS known, g.engine_version,
    coalesce(g.behind OR g.framework_version_id <> a.framework_version_id, false) AS behind
FROM field LEFT JOIN assessed a ON a.organisation_id = field.id
LEFT JOIN ({figures}) g ON g.assessment_id = a.id
