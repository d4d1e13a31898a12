-- What a computation of many assessments reads, one row each. Of the claims in force, by the ids of their components one
-- after the other: their ids and points as text, by commas. Of the pieces side by side: places (in the order of the
-- structure) and millionths of those decided, revisions of those that wait; and pieces as `snapshot` writes them. Only where
-- what was said was said of this version itself (no predecessors), of whole components that all apply, and needs no values;
-- what it leaves out is read by `latest_claims` and `standing`. $1 assessments, $2 versions; side by side, of their
-- components, $3 version, $4 id, $5 place, $6 maximum in millionths, $7 code as JSON.
WITH asked AS MATERIALIZED (
    SELECT a.id, a.framework_version_id FROM assessments a
    WHERE a.id = ANY($1::uuid[]) AND a.framework_version_id = ANY($2::uuid[])
        AND NOT EXISTS (SELECT FROM component_successions s WHERE s.framework_version_id = a.framework_version_id)
        AND NOT EXISTS (SELECT FROM component_applicability t WHERE t.assessment_id = a.id)
), part AS MATERIALIZED (
    SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::integer[], $6::bigint[], $7::text[])
        AS p (framework_version_id, id, place, maximum, code)
), latest AS (
    SELECT DISTINCT ON (k.assessment_id, k.component_id) k.assessment_id, k.component_id, k.id, k.points, k.input_values
    FROM claims k WHERE k.assessment_id = ANY($1::uuid[])
    ORDER BY k.assessment_id, k.component_id, k.seq DESC
), said AS (
    SELECT l.assessment_id, string_agg(uuid_send(l.component_id), '') AS components, string_agg(CAST(l.id AS text), ',') AS ids,
        string_agg(CAST(l.points AS text), ',') AS points, bool_and(l.input_values = '{}' AND coalesce(l.points >= 0, false)) AS plain
    FROM (SELECT * FROM latest ORDER BY assessment_id, component_id) l
    GROUP BY l.assessment_id
), piece AS (
    SELECT DISTINCT ON (e.assessment_id, r.id, p.place, x.part) e.assessment_id, p.framework_version_id, r.id AS revision_id,
        p.place, p.code, p.maximum, x.id AS decision_id, x.verdict, x.points, x.part, x.input_values
    FROM evidence e
    JOIN evidence_revisions r ON r.evidence_id = e.id
    JOIN evidence_components k ON k.revision_id = r.id
    JOIN part p ON p.id = k.component_id
    LEFT JOIN decisions x ON x.revision_id = r.id AND x.component_id = k.component_id
    WHERE e.assessment_id = ANY($1::uuid[]) AND e.withdrawn_at IS NULL
    ORDER BY e.assessment_id, r.id, p.place, x.part, x.seq DESC
), posted AS (
    SELECT s.assessment_id, s.framework_version_id, array_agg(s.place) AS places,
        array_agg(CASE s.verdict WHEN 'accept' THEN s.maximum WHEN 'reject' THEN 0
            ELSE CAST(s.points * 1000000 AS bigint) END) AS points,
        array_agg(s.revision_id) FILTER (WHERE s.verdict IS NULL) AS waiting,
        bool_and(s.verdict IS NULL OR (s.part IS NULL AND s.input_values = '{}'
            AND coalesce(s.points >= 0, s.verdict <> 'partial'))) AS plain,
        string_agg('{"component":' || s.code || ',"decision_id":' || coalesce('"' || s.decision_id || '"', 'null')
            || ',"part":null,"points":' || coalesce('"' || CAST(s.points AS text) || '"', 'null') || ',"revision_id":"' || s.revision_id || '","values":{},"verdict":'
            || coalesce('"' || s.verdict || '"', 'null') || '}', ',') AS body
    FROM (SELECT * FROM piece ORDER BY assessment_id, revision_id, place, part) s
    GROUP BY s.assessment_id, s.framework_version_id
)
SELECT a.id, a.framework_version_id, k.components AS claimed, k.ids AS claims, k.points AS claimed_points,
    s.places AS posted_at, s.points AS decided, s.waiting, s.body AS pieces
FROM asked a
LEFT JOIN said k ON k.assessment_id = a.id
LEFT JOIN posted s ON s.assessment_id = a.id AND s.framework_version_id = a.framework_version_id
WHERE k.plain IS NOT FALSE AND s.plain IS NOT FALSE
