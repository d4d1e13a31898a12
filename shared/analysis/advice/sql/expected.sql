-- How many others were ranked under the same framework in the same year, by a publication or an imported ranking: so many
-- there are to know. $1 assessment.
WITH own AS (
    SELECT a.year, v.framework_id
    FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id WHERE a.id = $1
)
SELECT greatest(
    (SELECT max(p.rank_of) - 1 FROM own JOIN framework_versions v ON v.framework_id = own.framework_id
        JOIN assessments a ON a.framework_version_id = v.id AND a.year = own.year
        JOIN imports m ON m.assessment_id = a.id AND m.superseded_at = 'infinity'
        JOIN published_values p ON p.import_id = m.id AND p.node = 'total'),
    (SELECT max(n.places) - 1 FROM (SELECT count(*) AS places FROM rankings r JOIN ranking_rows w ON w.ranking_id = r.id
        JOIN own ON own.framework_id = r.framework_id AND own.year = r.year
        WHERE r.basis = 'imported' GROUP BY r.id) n)) AS expected
