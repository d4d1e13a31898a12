-- A task's deliverables, newest first, with the decision in force and whether it counts. $1 id, $2 code of the task,
-- $3 limit, $4 whether all may be read, $5 else whose, $6 and $7 the place of the page before.
WITH task AS (SELECT id FROM tasks WHERE id = $1 OR code = $2),
page AS (
    SELECT d.*, o.slug, row_number() OVER (ORDER BY d.recorded_at DESC, d.id DESC) AS place
    FROM task_deliverables d JOIN organisations o ON o.id = d.organisation_id
    WHERE d.task_id = (SELECT id FROM task) AND ($4::boolean OR o.slug = ANY ($5::text[]))
        AND ($6::timestamptz IS NULL OR (d.recorded_at, d.id) < ($6, $7::uuid))
    ORDER BY d.recorded_at DESC, d.id DESC
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object('id', d.id, 'task', d.task_id, 'organisation', d.slug,
            'evidence', d.evidence_id, 'title', d.title, 'document_number', d.document_number,
            'issued_on', d.issued_on, 'issuer', d.issuer, 'note', d.note, 'file_name', d.file_name,
            'media_type', d.media_type, 'size_bytes', d.size_bytes, 'sha256', d.sha256,
            'submitted_by', d.submitted_by, 'submitted_for', d.submitted_for, 'submitted_at', d.recorded_at,
            'status', CASE WHEN x.verdict IS NULL THEN 'undecided' ELSE x.verdict END,
            'evidence_stands', d.evidence_id IS NULL OR evidence_stands(d.evidence_id, now()),
            'decision', CASE WHEN x.id IS NOT NULL THEN json_build_object('id', x.id, 'verdict', x.verdict,
                'note', x.note, 'decided_by', x.decided_by, 'decided_for', x.decided_for,
                'same_organisation', x.same_organisation, 'decided_at', x.recorded_at) END) ORDER BY d.place)
        FROM page d LEFT JOIN LATERAL (SELECT * FROM deliverable_decisions x WHERE x.deliverable_id = d.id
            ORDER BY x.seq DESC LIMIT 1) x ON true
        WHERE d.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(d.recorded_at, d.id) FROM page d
        WHERE d.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)))::text
FROM task
