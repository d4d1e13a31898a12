-- A framework for communes, published, whose parts follow (`structure`) in the same transaction.
WITH framework AS (
         INSERT INTO frameworks (id, slug, code, name, document_id, level, years, source_id, certainty)
         SELECT md5('bench framework')::uuid, 'bench-communes', 'BENCH', 'bench', (SELECT id FROM legal_documents LIMIT 1),
             'commune', '{2101}', source_id, 'provisional' FROM assessments LIMIT 1
     )
INSERT INTO framework_versions (id, framework_id, version, status, total_method, total_points, component_count,
    main_index_count, content_sha256, published_at)
VALUES (md5('bench version')::uuid, md5('bench framework')::uuid, 1, 'published', 'sum_of_points', 600, 60, 6, 'bench', now())
