-- Where each component of a version comes from: one step from the version before, after whatever led there. Alone only if
-- every step was one to one.
INSERT INTO component_successions (framework_version_id, ancestor_id, component_id, alone)
SELECT CAST(:version AS uuid), l.ancestor_id, s.after, bool_and(l.alone AND s.alone)
FROM jsonb_to_recordset(CAST(:steps AS jsonb)) s (before uuid, after uuid, alone boolean)
JOIN component_lines l ON l.component_id = s.before AND l.framework_version_id = CAST(:before AS uuid)
GROUP BY l.ancestor_id, s.after
