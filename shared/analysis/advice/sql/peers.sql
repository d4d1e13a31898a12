-- The others of the same framework and year: how many there are to know, and the value of each total that is known, as it
-- was published, or else as it was computed. One organisation counts once, by the newest version of the framework.
-- $1 assessment.
WITH own AS (
    SELECT a.year, a.organisation_id, v.framework_id
    FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id WHERE a.id = $1
), latest AS (
    SELECT DISTINCT ON (a.organisation_id) a.id, a.organisation_id
    FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id
    JOIN own ON own.framework_id = v.framework_id AND own.year = a.year
    ORDER BY a.organisation_id, v.version DESC
), published AS (
    SELECT m.assessment_id, p.value, p.rank_of
    FROM imports m JOIN published_values p ON p.import_id = m.id AND p.node = 'total'
    WHERE m.superseded_at = 'infinity' AND m.assessment_id IN (SELECT id FROM latest)
)
SELECT coalesce(array_agg(known.value) FILTER (WHERE known.value IS NOT NULL), '{}') AS values,
    count(*) FILTER (WHERE published.value IS NOT NULL) AS published,
    count(*) FILTER (WHERE published.value IS NULL AND known.value IS NOT NULL) AS computed,
    greatest(count(latest.id),
        (SELECT max(rank_of) - 1 FROM published),
        (SELECT max(n.places) - 1 FROM (SELECT count(*) AS places FROM rankings r JOIN ranking_rows w ON w.ranking_id = r.id
            JOIN own ON own.framework_id = r.framework_id AND own.year = r.year
            WHERE r.basis = 'imported' GROUP BY r.id) n)) AS expected
FROM own
LEFT JOIN latest ON latest.organisation_id <> own.organisation_id
LEFT JOIN published ON published.assessment_id = latest.id
LEFT JOIN head_scores h ON h.assessment_id = latest.id AND h.score_column = 'verified' AND h.node = 'total'
CROSS JOIN LATERAL (SELECT coalesce(published.value, h.value) AS value) known
