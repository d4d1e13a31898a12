-- $1 communes with $2 periods each, under a generated framework of six main indices with ten components of ten points.
WITH ground AS (SELECT source_id AS id FROM assessments LIMIT 1),
     framework AS (
         INSERT INTO frameworks (id, slug, code, name, document_id, level, years, source_id, certainty)
         SELECT md5('bench framework')::uuid, 'bench-communes', 'BENCH', 'bench', (SELECT id FROM legal_documents LIMIT 1),
             'commune', '{2101}', ground.id, 'provisional' FROM ground
     ),
     version AS (
         INSERT INTO framework_versions (id, framework_id, version, status, total_method, total_points, component_count,
             main_index_count, content_sha256, published_at)
         VALUES (md5('bench version')::uuid, md5('bench framework')::uuid, 1, 'published', 'sum_of_points', 600, 60, 6,
             'bench', now())
     ),
     indices AS (
         INSERT INTO main_indices (id, framework_version_id, number, name, index_group, weight, component_count, source_id,
             certainty)
         SELECT md5('bench index ' || n)::uuid, md5('bench version')::uuid, n, 'bench ' || n, 'foundation', 100, 10,
             ground.id, 'provisional' FROM generate_series(1, 6) AS n, ground
     ),
     component AS (SELECT n, md5('bench component ' || n)::uuid AS id FROM generate_series(1, 60) AS n),
     components AS (
         INSERT INTO components (id, framework_version_id, main_index_id, code, code_certainty, position, name, rule,
             rule_certainty, max_points, max_points_certainty, source_id, certainty)
         SELECT c.id, md5('bench version')::uuid, md5('bench index ' || (c.n - 1) / 10 + 1)::uuid,
             (c.n - 1) / 10 + 1 || '.' || (c.n - 1) % 10 + 1, 'seen', c.n, 'bench ' || c.n, '{"kind": "granted"}',
             'provisional', 10, 'provisional', ground.id, 'provisional' FROM component c, ground
     ),
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
