-- Evidence as every answer shows it. {where} picks rows of e; reader's rights are part of it. Components are those of the
-- assessment's version that succeed the ones it was posted for, or these themselves where nothing does.
SELECT json_build_object('id', e.id, 'assessment', e.assessment_id, 'organisation', o.slug, 'revision', r.revision,
    'title', r.title, 'document_number', r.document_number, 'issued_on', r.issued_on, 'issuer', r.issuer,
    'note', r.note, 'file_name', r.file_name, 'media_type', r.media_type, 'size_bytes', r.size_bytes,
    'sha256', r.sha256, 'submitted_by', r.submitted_by, 'submitted_for', r.submitted_for,
    'submitted_at', r.recorded_at, 'withdrawn_at', e.withdrawn_at,
    'components', (SELECT json_agg(json_build_object('code', c.code, 'name', c.name,
            'status', coalesce(x.verdict, 'undecided'), 'decision', CASE WHEN x.id IS NOT NULL THEN json_build_object(
                'id', x.id, 'verdict', x.verdict, 'part', x.part, 'points', x.points,
                'values', x.input_values, 'reason_code', x.reason_code, 'note', x.note,
                'same_organisation', x.same_organisation, 'decided_at', x.recorded_at) END) ORDER BY c.position, c.id)
        FROM components c
        LEFT JOIN LATERAL (SELECT * FROM decisions x WHERE x.revision_id = r.id
                AND (x.component_id = c.id OR x.component_id IN (SELECT s.ancestor_id FROM component_successions s
                    WHERE s.component_id = c.id AND s.alone))
                ORDER BY x.seq DESC LIMIT 1) x ON true
        WHERE c.id IN (SELECT coalesce(k.component_id, k.posted_for_id) FROM served_components k
            WHERE k.revision_id = r.id))) AS item, e.id, e.recorded_at
FROM evidence e
JOIN organisations o ON o.id = e.organisation_id
JOIN LATERAL (SELECT * FROM evidence_revisions r WHERE r.evidence_id = e.id ORDER BY r.revision DESC LIMIT 1) r ON true
