-- $1 communes with $2 periods each, under a generated framework of six main indices with ten components of ten points;
-- every component claimed once, and every tenth decided on a document.
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
     ),
     opened AS (
         INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)
         SELECT p.id, md5('bench version')::uuid, p.organisation_id, p.year, 'open', ground.id, 'provisional'
         FROM period p, ground
     ),
     asked AS (INSERT INTO assessment_versions (assessment_id, version) SELECT id, 1 FROM period),
     claimed AS (
         INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)
         SELECT gen_random_uuid(), p.id, c.id, (p.n + c.n + p.year) % 11, '{}', 'bench', p.organisation_id
         FROM period p CROSS JOIN component c
     ),
     piece AS (
         SELECT p.id AS assessment_id, p.organisation_id, c.id AS component_id, (p.n + c.n) % 11 AS points,
             md5('bench paper ' || p.id || c.n)::uuid AS id, md5('bench revision ' || p.id || c.n)::uuid AS revision_id
         FROM period p JOIN component c ON (p.n + c.n + p.year) % 10 = 0
     ),
     documents AS (INSERT INTO evidence (id, assessment_id, organisation_id) SELECT id, assessment_id, organisation_id FROM piece),
     revisions AS (
         INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
             submitted_by)
         SELECT revision_id, id, 1, 'bench', 'bench.pdf', 'application/pdf', 1000, md5(id::text) || md5(id::text), 'bench'
         FROM piece
     ),
     served AS (INSERT INTO evidence_components (revision_id, component_id) SELECT revision_id, component_id FROM piece)
INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, reason_code, decided_by,
    organisation_id, same_organisation)
SELECT gen_random_uuid(), revision_id, component_id, CASE points WHEN 0 THEN 'reject' WHEN 10 THEN 'accept' ELSE 'partial' END,
    points, 10, '{}', CASE WHEN points < 10 THEN 'insufficient' END, 'bench reviewer', organisation_id, false
FROM piece
