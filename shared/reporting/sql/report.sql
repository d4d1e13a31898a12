-- One report that the caller may read: its facts for `rules.refusal`, and its body as JSON with all rounds in order.
-- :report the id, :caller the caller's organisation (slug), :readable those that it reads (slugs), unless :wide: the
-- whole province, :today the civil day of the duty.
-- `writers` and `signers` are those of all rounds, with those they acted for. A round that is not signed yet is its
-- organisation's own: others get the report without it.
-- Beside each figure stand the milestones by which it is judged: in force on the day it was measured, as known when its
-- round was decided on, or now while it is not. A later amendment rewrites none of them.
-- Used on both doors: repository.py numbers the parameters for the read door.
WITH duty AS (SELECT holds_duty(:caller, 'coordination', CAST(:today AS date)) AS coordinating)
SELECT r.id, r.state, r.round, r.version, r.first_submitted_at, b.id AS obligation_id, b.organisation_id,
    o.slug AS organisation, duty.coordinating, n.authors, n.submitted_by, n.submitted_for, n.measured_on, n.note,
    ARRAY(SELECT DISTINCT unnest(x.authors || x.authored_for) FROM report_rounds x WHERE x.report_id = r.id) AS writers,
    ARRAY(SELECT unnest(array_remove(ARRAY[x.submitted_by, x.submitted_for], NULL)) FROM report_rounds x
        WHERE x.report_id = r.id AND x.submitted_at IS NOT NULL) AS signers,
    CAST(json_build_object(
        'id', r.id,
        'obligation', json_build_object(
            'id', b.id, 'regime', json_build_object('code', g.code, 'name', g.name), 'year', b.year,
            'period', b.period, 'due_before_on', b.due_before_on, 'due_at', d.due_at),
        'organisation', json_build_object('id', o.id, 'slug', o.slug),
        'state', r.state, 'round', r.round, 'version', r.version,
        'first_submitted_at', r.first_submitted_at, 'late', r.first_submitted_at >= d.due_at,
        'accepted_at', r.accepted_at,
        'rounds', COALESCE((SELECT json_agg(json_build_object(
            'round', x.round, 'measured_on', x.measured_on, 'summary', x.summary, 'note', x.note,
            'figures', COALESCE((SELECT json_agg(json_build_object(
                    'target', json_build_object('id', t.id, 'code', t.code, 'name', t.name, 'unit', t.unit),
                    'numerator', trim_scale(f.numerator), 'denominator', trim_scale(f.denominator),
                    'value', trim_scale(f.value), 'kind', f.kind, 'quality_note', f.quality_note,
                    'judged_by', json_build_object('as_of', x.measured_on, 'known_at', k.decided_at, 'milestones', (
                        SELECT COALESCE(json_agg(m.milestone ORDER BY m.year), '[]') FROM (
                            SELECT DISTINCT ON (m.year) m.year, json_build_object('year', m.year,
                                'operator', m.operator, 'value', trim_scale(m.value), 'certainty', m.certainty,
                                'source', {source}) AS milestone
                            FROM milestones m
                            JOIN sources s ON s.id = m.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
                            WHERE m.target_id = t.id AND m.valid_from <= x.measured_on AND x.measured_on < m.valid_to
                                AND m.recorded_at <= k.known_at AND k.known_at < m.superseded_at
                            ORDER BY m.year, m.position) m))) ORDER BY f.position)
                FROM report_figures f JOIN targets t ON t.id = f.target_id
                WHERE f.report_id = x.report_id AND f.round = x.round), '[]'),
            'authors', x.authors, 'authored_for', x.authored_for,
            'submitted_by', x.submitted_by, 'submitted_for', x.submitted_for, 'submitted_at', x.submitted_at,
            'decided_by', x.decided_by, 'decided_for', x.decided_for, 'decided_at', x.decided_at, 'verdict', x.verdict, 'comment', x.comment,
            'same_organisation', x.same_organisation) ORDER BY x.round)
            FROM report_rounds x CROSS JOIN LATERAL (SELECT max(v.recorded_at) AS decided_at,
                    COALESCE(max(v.recorded_at), now()) AS known_at
                FROM report_moves v
                WHERE (v.report_id, v.round) = (x.report_id, x.round) AND v.state IN ('returned', 'accepted')) k
            WHERE x.report_id = r.id AND (x.submitted_at IS NOT NULL OR o.slug = :caller)), '[]'))
        AS text) AS body
FROM reports r
LEFT JOIN report_rounds n ON n.report_id = r.id AND n.round = r.round
JOIN obligations b ON b.id = r.obligation_id
JOIN reporting_regimes g ON g.id = b.regime_id
JOIN organisations o ON o.id = b.organisation_id
CROSS JOIN duty
CROSS JOIN LATERAL (SELECT CAST(b.due_before_on AS timestamp) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS due_at) d
WHERE r.id = :report AND (:wide OR o.slug = ANY (:readable))
