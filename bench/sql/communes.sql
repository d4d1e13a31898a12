-- $1 communes with $2 periods each, under the generated framework.
WITH ground AS (SELECT source_id AS id FROM assessments LIMIT 1),
     unit AS (SELECT n, md5('bench commune ' || n)::uuid AS id FROM generate_series(1, $1::int) AS n),
     identities AS (
         INSERT INTO organisations (id, slug, kind, level) SELECT id, 'bench-commune-' || n, 'commune', 'commune' FROM unit
     ),
     period AS (
         SELECT u.n, u.id AS organisation_id, y.year, md5('bench commune ' || u.n || ' ' || y.year)::uuid AS id
         FROM unit u CROSS JOIN generate_series(2101, 2100 + $2::int) AS y (year)
     )
INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)
SELECT p.id, md5('bench version')::uuid, p.organisation_id, p.year, 'open', ground.id, 'provisional' FROM period p, ground
