-- An appeal as every answer shows it: the decision it is against, and what became of it. A WHERE follows.
SELECT json_build_object('id', a.id, 'assessment', n.assessment_id, 'round', n.number, 'component', c.code,
    'organisation', o.slug, 'state', coalesce(v.verdict, 'pending'), 'grounds', a.grounds,
    'appealed_by', a.appealed_by, 'appealed_for', a.appealed_for, 'appealed_on', a.appealed_on,
    'appealed_at', a.recorded_at, 'evidence', r.evidence_id,
    'decision', json_build_object('id', x.id, 'revision', r.revision, 'part', x.part, 'verdict', x.verdict,
        'points', x.points, 'max_points', x.max_points, 'reason_code', x.reason_code, 'note', x.note,
        'decided_at', x.recorded_at),
    'verdict', CASE WHEN v.appeal_id IS NOT NULL THEN json_build_object('verdict', v.verdict, 'reasons', v.reasons,
        'decided_by', v.decided_by, 'decided_for', v.decided_for, 'decided_at', v.recorded_at,
        'decision', CASE WHEN y.id IS NOT NULL THEN json_build_object('id', y.id, 'revision', r.revision,
            'part', y.part, 'verdict', y.verdict, 'points', y.points, 'max_points', y.max_points,
            'reason_code', y.reason_code, 'note', y.note, 'decided_at', y.recorded_at) END) END) AS item,
    a.id, a.recorded_at
FROM appeals a
JOIN appeal_rounds n ON n.id = a.round_id
JOIN organisations o ON o.id = a.organisation_id
JOIN decisions x ON x.id = a.decision_id
JOIN evidence_revisions r ON r.id = x.revision_id
JOIN components c ON c.id = x.component_id
LEFT JOIN appeal_verdicts v ON v.appeal_id = a.id
LEFT JOIN decisions y ON y.id = v.decision_id
