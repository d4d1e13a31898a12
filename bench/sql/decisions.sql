-- Decisions on the evidence of the assessments $1: of four pieces one is rejected, two are accepted, one waits.
WITH piece AS (
         SELECT r.id AS revision_id, k.component_id, c.max_points, a.organisation_id,
             row_number() OVER (PARTITION BY a.id ORDER BY r.title, r.id) AS n
         FROM assessments a JOIN evidence e ON e.assessment_id = a.id JOIN evidence_revisions r ON r.evidence_id = e.id
         JOIN evidence_components k ON k.revision_id = r.id JOIN components c ON c.id = k.component_id
         WHERE a.id = ANY ($1::uuid[])
     )
INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, reason_code, decided_by,
    organisation_id, same_organisation)
SELECT gen_random_uuid(), revision_id, component_id, CASE WHEN n % 4 = 1 THEN 'reject' ELSE 'accept' END,
    CASE WHEN n % 4 = 1 THEN 0 ELSE max_points END, max_points, '{}', CASE WHEN n % 4 = 1 THEN 'insufficient' END,
    'bench reviewer', organisation_id, false
FROM piece WHERE n % 4 <> 0
