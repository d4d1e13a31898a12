-- Of every open assessment under the framework version $1 one of $2 scored components is claimed (1: each of them), in
-- full, in half or at nothing, and a document is posted for every tenth.
WITH asked AS (
         SELECT a.id AS assessment_id, a.organisation_id, c.id AS component_id, c.max_points,
             row_number() OVER (PARTITION BY a.id ORDER BY c.position) + a.year AS n
         FROM assessments a JOIN components c USING (framework_version_id)
         WHERE a.framework_version_id = $1 AND a.status = 'open' AND c.rule ->> 'kind' <> 'not_scored'
     ),
     versions AS (
         INSERT INTO assessment_versions (assessment_id, version) SELECT DISTINCT assessment_id, 1 FROM asked
         ON CONFLICT DO NOTHING
     ),
     claimed AS (
         INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)
         SELECT gen_random_uuid(), assessment_id, component_id, round(max_points * (n % 3) / 2, 6), '{}', 'bench',
             organisation_id FROM asked WHERE n % $2::int = 0
     ),
     piece AS (
         SELECT *, md5('bench paper ' || assessment_id || component_id)::uuid AS id,
             md5('bench revision ' || assessment_id || component_id)::uuid AS revision_id
         FROM asked WHERE n % 10 = 0
     ),
     documents AS (
         INSERT INTO evidence (id, assessment_id, organisation_id) SELECT id, assessment_id, organisation_id FROM piece
     ),
     revisions AS (
         INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
             submitted_by)
         SELECT revision_id, id, 1, 'bench', 'bench.pdf', 'application/pdf', 1000, md5(id::text) || md5(id::text), 'bench'
         FROM piece
     )
INSERT INTO evidence_components (revision_id, component_id) SELECT revision_id, component_id FROM piece
