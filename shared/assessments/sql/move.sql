-- Pin every assessment of a version's framework to that version, and keep from where it came. What others published and
-- was imported stays with the version that it was published under. Locked in one order, so that two never wait for each
-- other.
WITH concerned AS MATERIALIZED (
    SELECT a.id, a.framework_version_id
    FROM assessments a
    JOIN framework_versions earlier ON earlier.id = a.framework_version_id
    JOIN framework_versions v ON v.framework_id = earlier.framework_id
    WHERE v.id = CAST(:version AS uuid) AND a.status <> 'imported' AND earlier.version < v.version
    ORDER BY a.id
    FOR UPDATE OF a
), moved AS (
    UPDATE assessments a SET framework_version_id = CAST(:version AS uuid) FROM concerned c WHERE a.id = c.id
)
INSERT INTO assessment_moves (assessment_id, from_version_id, to_version_id, moved_by)
SELECT id, framework_version_id, CAST(:version AS uuid), :moved_by FROM concerned ORDER BY id
RETURNING assessment_id
