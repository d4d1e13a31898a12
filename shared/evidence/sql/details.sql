-- What explain shows of the revisions and decisions that a run used. $1 revision ids, $2 decision ids.
-- That they counted everybody sees who reads scores; row level security keeps their words to those who may read them.
SELECT json_build_object(
    'revisions', coalesce((SELECT json_agg(json_build_object('evidence_id', u.evidence_id, 'revision_id', u.id,
        'revision', u.revision, 'sha256', u.sha256, 'title', r.title, 'document_number', r.document_number,
        'issued_on', r.issued_on, 'issuer', r.issuer, 'organisation', o.slug, 'submitted_at', u.recorded_at))
        FROM counted_revisions($1::uuid[]) u LEFT JOIN evidence_revisions r ON r.id = u.id
        JOIN organisations o ON o.id = u.organisation_id), '[]'),
    'decisions', coalesce((SELECT json_agg(json_build_object('id', u.id, 'revision_id', u.revision_id,
        'verdict', u.verdict, 'points', u.points, 'max_points', u.max_points,
        'part', u.part, 'values', u.input_values, 'reason_code', u.reason_code,
        'note', x.note, 'decided_by', x.decided_by, 'decided_for', x.decided_for, 'organisation', o.slug,
        'same_organisation', u.same_organisation, 'decided_at', u.recorded_at))
        FROM counted_decisions($2::uuid[]) u LEFT JOIN decisions x ON x.id = u.id
        JOIN organisations o ON o.id = u.organisation_id), '[]'))::text
