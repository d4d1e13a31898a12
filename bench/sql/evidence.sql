-- $2 pieces of evidence for the open assessment $1, spread over its scored components.
WITH component AS (
         SELECT c.id, c.max_points, row_number() OVER (ORDER BY c.position) - 1 AS place, count(*) OVER () AS number
         FROM components c JOIN assessments a USING (framework_version_id)
         WHERE a.id = $1 AND c.rule ->> 'kind' <> 'not_scored'
     ),
     piece AS (
         SELECT n, md5('bench evidence' || $2::int || n)::uuid AS id, md5('bench revision' || $2::int || n)::uuid AS revision_id,
             c.id AS component_id, c.max_points
         FROM generate_series(1, $2::int) AS n JOIN component c ON c.place = n % c.number
     ),
     documents AS (
         INSERT INTO evidence (id, assessment_id, organisation_id)
         SELECT p.id, a.id, a.organisation_id FROM piece p JOIN assessments a ON a.id = $1
     ),
     revisions AS (
         INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
             submitted_by)
         SELECT revision_id, id, 1, 'bench ' || n, 'bench.pdf', 'application/pdf', 1000,
             encode(sha256(convert_to('bench' || n, 'UTF8')), 'hex'), 'bench'
         FROM piece
     )
INSERT INTO evidence_components (revision_id, component_id) SELECT revision_id, component_id FROM piece
