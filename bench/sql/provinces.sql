-- $1 provinces with $2 years each, under the published version of framework 922.
WITH version AS (
         SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id
         WHERE f.slug = 'dti-922' AND v.status = 'published' ORDER BY v.version DESC LIMIT 1
     ),
     ground AS (SELECT source_id AS id FROM assessments LIMIT 1),
     unit AS (SELECT n, md5('bench province ' || n)::uuid AS id FROM generate_series(1, $1::int) AS n),
     identities AS (
         INSERT INTO organisations (id, slug, kind, level)
         SELECT id, 'bench-province-' || n, 'province', 'province' FROM unit
     ),
     year AS (
         SELECT u.n, u.id AS organisation_id, y.year, md5('bench assessment ' || u.n || ' ' || y.year)::uuid AS id
         FROM unit u CROSS JOIN generate_series(2101, 2100 + $2::int) AS y (year)
     )
INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)
SELECT y.id, version.id, y.organisation_id, y.year, 'open', ground.id, 'provisional' FROM year y, version, ground
