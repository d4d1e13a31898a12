-- An appeal with what a verdict on it must know: whose hands are in it, which decision it is against, and what that
-- component is called under the assessment's present version (null: it was split or merged away). :assessment, :appeal.
SELECT a.id, n.assessment_id, s.framework_version_id, o.slug AS organisation, coalesce(v.verdict, 'pending') AS state,
    a.appealed_by, a.appealed_for, x.decided_by, x.decided_for, r.submitted_by, r.submitted_for, x.revision_id,
    x.part, x.points, x.max_points, coalesce(c.code, k.code) AS component
FROM appeals a
JOIN appeal_rounds n ON n.id = a.round_id AND n.assessment_id = :assessment
JOIN assessments s ON s.id = n.assessment_id
JOIN organisations o ON o.id = a.organisation_id
JOIN decisions x ON x.id = a.decision_id
JOIN evidence_revisions r ON r.id = x.revision_id
JOIN components k ON k.id = x.component_id
LEFT JOIN (component_lines l JOIN components c ON c.id = l.component_id)
    ON l.ancestor_id = x.component_id AND l.framework_version_id = s.framework_version_id AND l.alone
LEFT JOIN appeal_verdicts v ON v.appeal_id = a.id
WHERE a.id = :appeal
