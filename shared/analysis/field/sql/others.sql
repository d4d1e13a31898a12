-- The other organisations assessed under the same framework in the same year (the newest version of each), with the
-- total that was published and those computed. $1 assessment.
WITH own AS (
    SELECT a.organisation_id, a.year, v.framework_id
    FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id WHERE a.id = $1
), others AS (
    SELECT DISTINCT ON (a.organisation_id) a.id, a.organisation_id
    FROM own JOIN framework_versions v ON v.framework_id = own.framework_id
    JOIN assessments a ON a.framework_version_id = v.id AND a.year = own.year
    WHERE a.organisation_id <> own.organisation_id
    ORDER BY a.organisation_id, v.version DESC
)
SELECT x.id AS assessment_id, p.value AS published, s.value AS self, v.value AS verified, coalesce(v.undecided, 0) AS undecided
FROM others x
LEFT JOIN (imports m JOIN published_values p ON p.import_id = m.id AND p.node = 'total')
    ON m.assessment_id = x.id AND m.superseded_at = 'infinity'
LEFT JOIN head_scores s ON s.assessment_id = x.id AND s.node = 'total' AND s.score_column = 'self'
LEFT JOIN head_scores v ON v.assessment_id = x.id AND v.node = 'total' AND v.score_column = 'verified'
ORDER BY x.id
