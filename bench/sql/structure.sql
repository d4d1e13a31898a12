-- Its parts: six main indices with ten components of ten points each.
WITH ground AS (SELECT source_id AS id FROM assessments LIMIT 1),
     indices AS (
         INSERT INTO main_indices (id, framework_version_id, number, name, index_group, weight, component_count, source_id,
             certainty)
         SELECT md5('bench index ' || n)::uuid, md5('bench version')::uuid, n, 'bench ' || n, 'foundation', 100, 10,
             ground.id, 'provisional' FROM generate_series(1, 6) AS n, ground
     ),
     component AS (SELECT n, md5('bench component ' || n)::uuid AS id FROM generate_series(1, 60) AS n)
INSERT INTO components (id, framework_version_id, main_index_id, code, code_certainty, position, name, rule,
    rule_certainty, max_points, max_points_certainty, source_id, certainty)
SELECT c.id, md5('bench version')::uuid, md5('bench index ' || (c.n - 1) / 10 + 1)::uuid,
    (c.n - 1) / 10 + 1 || '.' || (c.n - 1) % 10 + 1, 'seen', c.n, 'bench ' || c.n, '{"kind": "granted"}',
    'provisional', 10, 'provisional', ground.id, 'provisional' FROM component c, ground
