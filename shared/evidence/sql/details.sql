-- What explain shows of the revisions and decisions that a run used. $1 revision ids, $2 decision ids.
SELECT json_build_object(
    'revisions', coalesce((SELECT json_agg(json_build_object('evidence_id', r.evidence_id, 'revision_id', r.id,
        'revision', r.revision, 'sha256', r.sha256, 'title', r.title, 'document_number', r.document_number,
        'issued_on', r.issued_on, 'issuer', r.issuer, 'organisation', o.slug, 'submitted_at', r.recorded_at))
        FROM evidence_revisions r JOIN evidence e ON e.id = r.evidence_id
        JOIN organisations o ON o.id = e.organisation_id WHERE r.id = ANY($1::uuid[])), '[]'),
    'decisions', coalesce((SELECT json_agg(json_build_object('id', x.id, 'revision_id', x.revision_id,
        'verdict', x.verdict, 'points', x.points, 'max_points', x.max_points, 'reason_code', x.reason_code,
        'note', x.note, 'decided_by', x.decided_by, 'organisation', o.slug,
        'same_organisation', x.same_organisation, 'decided_at', x.recorded_at))
        FROM decisions x JOIN organisations o ON o.id = x.organisation_id WHERE x.id = ANY($2::uuid[])), '[]'))::text
