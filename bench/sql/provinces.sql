-- $1 provinces with $2 past years each, under the published version of framework 922, every scored component claimed
-- once: some in full, some in half, some at nothing.
WITH version AS (
         SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id
         WHERE f.slug = 'dti-922' AND v.status = 'published' ORDER BY v.version DESC LIMIT 1
     ),
     ground AS (SELECT source_id AS id FROM assessments LIMIT 1),
     unit AS (SELECT n, md5('bench province ' || n)::uuid AS id FROM generate_series(1, $1::int) AS n),
     identities AS (INSERT INTO organisations (id, slug, kind, level) SELECT id, 'bench-province-' || n, 'province', 'province' FROM unit),
     year AS (
         SELECT u.n, u.id AS organisation_id, y.year, md5('bench assessment ' || u.n || ' ' || y.year)::uuid AS id
         FROM unit u CROSS JOIN generate_series(2101, 2100 + $2::int) AS y (year)
     ),
     opened AS (
         INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)
         SELECT y.id, version.id, y.organisation_id, y.year, 'open', ground.id, 'provisional' FROM year y, version, ground
     ),
     versions AS (INSERT INTO assessment_versions (assessment_id, version) SELECT id, 1 FROM year)
INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)
SELECT gen_random_uuid(), y.id, c.id, round(c.max_points * ((y.n + c.position + y.year) % 3) / 2, 6), '{}', 'bench',
    y.organisation_id
FROM year y CROSS JOIN version JOIN components c ON c.framework_version_id = version.id
WHERE c.rule ->> 'kind' <> 'not_scored'
