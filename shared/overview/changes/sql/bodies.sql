-- The body of a place `p`: one thing as it is now, as a function of its own rows only. Others are named by what never
-- changes (id, slug, code), and validity is told, not applied: a body changes when one of its rows does and never because
-- a day passed or a neighbour was renamed. Null when it is not there or the caller may not read it.
-- :wide kinds read entirely, :audiences whose things are read of the others, :home the caller's own organisation.
CASE p.entity
WHEN 'organisation' THEN (SELECT json_build_object(
    'id', o.id, 'slug', o.slug, 'kind', o.kind, 'level', o.level,
    'versions', coalesce((SELECT json_agg(json_build_object(
            'hierarchy', v.hierarchy, 'name', v.name, 'short_name', v.short_name,
            'parent', (SELECT slug FROM organisations WHERE id = v.parent_id),
            'statistics_code', v.statistics_code, 'valid_from', nullif(v.valid_from, '-infinity'),
            'valid_to', nullif(v.valid_to, 'infinity'), 'certainty', v.certainty, 'source', {source v.source_id})
            ORDER BY v.hierarchy, v.valid_from)
        FROM organisation_versions v WHERE v.organisation_id = o.id AND v.superseded_at = 'infinity'), '[]'),
    'identifiers', coalesce((SELECT json_agg(json_build_object('code', i.code, 'status', i.status,
            'valid_from', nullif(i.valid_from, '-infinity'), 'valid_to', nullif(i.valid_to, 'infinity'),
            'certainty', i.certainty, 'source', {source i.source_id}) ORDER BY i.valid_from)
        FROM organisation_identifiers i WHERE i.organisation_id = o.id AND i.superseded_at = 'infinity'), '[]'),
    'placements', coalesce((SELECT json_agg(json_build_object('hierarchy', l.hierarchy,
            'superior', (SELECT slug FROM organisations WHERE id = l.parent_id),
            'valid_from', nullif(l.valid_from, '-infinity'), 'valid_to', nullif(l.valid_to, 'infinity'),
            'certainty', l.certainty, 'source', {source l.source_id}) ORDER BY l.hierarchy, l.valid_from)
        FROM organisation_placements l WHERE l.organisation_id = o.id AND l.superseded_at = 'infinity'), '[]'),
    'duties', coalesce((SELECT json_agg(json_build_object('duty', d.duty, 'valid_from', nullif(d.valid_from, '-infinity'),
            'valid_to', nullif(d.valid_to, 'infinity')) ORDER BY d.duty, d.valid_from)
        FROM organisation_duties d WHERE d.organisation_id = o.id AND d.superseded_at = 'infinity'), '[]'),
    'groups', coalesce((SELECT json_agg(json_build_object('slug', g.slug, 'valid_from', nullif(m.valid_from, '-infinity'),
            'valid_to', nullif(m.valid_to, 'infinity')) ORDER BY g.slug, m.valid_from)
        FROM organisation_group_members m JOIN organisation_groups g ON g.id = m.group_id
        WHERE m.organisation_id = o.id AND m.superseded_at = 'infinity'), '[]'),
    'predecessors', coalesce((SELECT json_agg(json_build_object('organisation', q.slug, 'effective_on', s.effective_on,
            'change', s.change_id, 'heir', s.heir, 'continues', s.continues, 'certainty', s.certainty)
            ORDER BY s.effective_on, q.slug)
        FROM organisation_successions s JOIN organisations q ON q.id = s.predecessor_id
        WHERE s.successor_id = o.id AND s.superseded_at = 'infinity'), '[]'),
    'successors', coalesce((SELECT json_agg(json_build_object('organisation', q.slug, 'effective_on', s.effective_on,
            'change', s.change_id, 'heir', s.heir, 'continues', s.continues, 'certainty', s.certainty)
            ORDER BY s.effective_on, q.slug)
        FROM organisation_successions s JOIN organisations q ON q.id = s.successor_id
        WHERE s.predecessor_id = o.id AND s.superseded_at = 'infinity'), '[]'))
    FROM organisations o WHERE o.id = p.id)
WHEN 'target' THEN (SELECT json_build_object(
    'id', t.id, 'code', t.code, 'name', t.name, 'pillar', t.pillar, 'level', t.level, 'unit', t.unit,
    'direction', t.direction, 'measure', t.measure, 'numerator', t.numerator, 'denominator', t.denominator,
    'aggregation', t.aggregation, 'natural_limit', trim_scale(t.natural_limit),
    'reference', (SELECT slug FROM legal_documents WHERE id = t.reference_id),
    'owner', (SELECT slug FROM organisations WHERE id = t.owner_id),
    'baseline', CASE WHEN t.baseline_value IS NOT NULL THEN json_build_object(
        'value', trim_scale(t.baseline_value), 'qualifier', t.baseline_qualifier, 'known_on', t.baseline_known_on,
        'certainty', t.baseline_certainty, 'source', {source t.baseline_source_id}) END,
    'valid_from', nullif(t.valid_from, '-infinity'), 'valid_to', nullif(t.valid_to, 'infinity'),
    'stated_by', t.stated_by, 'certainty', t.certainty, 'source', {source t.source_id},
    'milestones', coalesce((SELECT json_agg(json_build_object('year', m.year, 'position', m.position,
            'operator', m.operator, 'value', trim_scale(m.value), 'valid_from', nullif(m.valid_from, '-infinity'),
            'valid_to', nullif(m.valid_to, 'infinity'), 'amendment', m.amendment_id, 'certainty', m.certainty, 'source', {source m.source_id})
            ORDER BY m.year, m.position, m.valid_from)
        FROM milestones m WHERE m.target_id = t.id AND m.superseded_at = 'infinity'), '[]'))
    FROM targets t WHERE t.id = p.id AND t.superseded_at = 'infinity')
WHEN 'measurement' THEN (SELECT json_build_object(
    'id', m.id, 'target', (SELECT code FROM targets WHERE id = m.target_id),
    'organisation', (SELECT slug FROM organisations WHERE id = m.organisation_id), 'measured_on', m.measured_on,
    'value', trim_scale(m.value), 'numerator', trim_scale(m.numerator), 'denominator', trim_scale(m.denominator),
    'kind', m.kind, 'origin', m.origin, 'report', m.report_id, 'round', m.report_round,
    'quality_note', m.quality_note, 'corrects', m.corrects_id, 'reason', m.reason,
    'recorded_at', {instant m.recorded_at})
    FROM measurements m WHERE m.id = p.id)
WHEN 'task' THEN (SELECT json_build_object(
    'id', t.id, 'code', t.code, 'kind', t.kind, 'name', t.name, 'section', t.section,
    'framework', (SELECT slug FROM frameworks WHERE id = t.framework_id), 'main_index', t.main_index,
    'group', (SELECT code FROM task_groups WHERE id = t.group_id),
    'owner', {owner t.owner_organisation_id t.owner_group_id},
    'parties', coalesce((SELECT json_agg(json_build_object('role', q.role,
            'party', {owner q.organisation_id q.group_id}, 'valid_from', nullif(q.valid_from, '-infinity'),
            'valid_to', nullif(q.valid_to, 'infinity'), 'certainty', q.certainty)
            ORDER BY q.role, q.place, q.valid_from, q.id)
        FROM task_parties q WHERE q.task_id = t.id AND q.superseded_at = 'infinity'), '[]'),
    'components', to_json(t.components), 'components_certainty', t.components_certainty,
    'targets', coalesce((SELECT json_agg(g.code ORDER BY g.id) FROM task_targets k JOIN targets g ON g.id = k.target_id
        WHERE k.task_id = t.id AND k.superseded_at = 'infinity'), '[]'),
    'depends_on', coalesce((SELECT json_agg(u.code ORDER BY u.id)
        FROM task_dependencies k JOIN tasks u ON u.id = k.needs_id
        WHERE k.task_id = t.id AND k.superseded_at = 'infinity'), '[]'),
    'budget', coalesce((SELECT json_agg(json_build_object('fund', m.fund, 'year', m.year,
            'amount_million_vnd', trim_scale(m.amount_million_vnd)) ORDER BY m.fund, m.year)
        FROM task_budget m WHERE m.task_id = t.id AND m.superseded_at = 'infinity'), '[]'),
    'frequency', t.frequency, 'due_before_on', t.due_before_on, 'due_by_on', t.due_by_on,
    'deliverable', t.deliverable, 'deliverables_owed', t.deliverables_owed,
    'accepted_deliverables', coalesce((SELECT accepted FROM accepted_deliverables(ARRAY[t.id], NULL)), 0),
    'statuses', coalesce((SELECT json_agg(json_build_object('status', x.status, 'effective_on', x.effective_on)
            ORDER BY x.seq) FROM task_statuses x WHERE x.task_id = t.id), '[]'),
    'reported', (SELECT json_build_object('percent', trim_scale(y.percent), 'reported_on', y.reported_on)
        FROM task_progress y WHERE y.task_id = t.id ORDER BY y.reported_on DESC, y.seq DESC LIMIT 1),
    'valid_from', nullif(t.valid_from, '-infinity'), 'valid_to', nullif(t.valid_to, 'infinity'),
    'certainty', t.certainty, 'source', {source t.source_id})
    FROM tasks t WHERE t.id = p.id AND t.superseded_at = 'infinity')
WHEN 'obligation' THEN (SELECT json_build_object(
    'id', b.id, 'regime', (SELECT code FROM reporting_regimes WHERE id = b.regime_id),
    'organisation', o.slug, 'year', b.year, 'period', b.period, 'due_before_on', b.due_before_on,
    'due_at', {instant (b.due_before_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')},
    'owed', b.superseded_at = 'infinity', 'valid_from', nullif(b.valid_from, '-infinity'),
    'valid_to', nullif(b.valid_to, 'infinity'), 'inherited_from', b.inherited_from, 'change', b.change_id,
    'certainty', b.certainty)
    FROM obligations b JOIN organisations o ON o.id = b.organisation_id
    WHERE b.id = p.id AND ('obligation' = ANY (:wide) OR o.id = ANY (:audiences)))
WHEN 'report' THEN (SELECT json_build_object(
    'id', r.id, 'obligation', b.id, 'organisation', o.slug, 'state', r.state, 'round', r.round, 'version', r.version,
    'first_submitted_at', {instant r.first_submitted_at}, 'accepted_at', {instant r.accepted_at},
    'rounds', coalesce((SELECT json_agg(json_build_object(
            'round', x.round, 'measured_on', x.measured_on, 'summary', x.summary, 'note', x.note,
            'figures', coalesce((SELECT json_agg(json_build_object(
                    'target', (SELECT code FROM targets WHERE id = f.target_id),
                    'numerator', trim_scale(f.numerator), 'denominator', trim_scale(f.denominator),
                    'value', trim_scale(f.value), 'kind', f.kind, 'quality_note', f.quality_note) ORDER BY f.position)
                FROM report_figures f WHERE f.report_id = x.report_id AND f.round = x.round), '[]'),
            'authors', x.authors, 'authored_for', x.authored_for,
            'submitted_by', x.submitted_by, 'submitted_for', x.submitted_for, 'submitted_at', {instant x.submitted_at},
            'decided_by', x.decided_by, 'decided_for', x.decided_for, 'decided_at', {instant x.decided_at},
            'verdict', x.verdict,
            'comment', x.comment, 'same_organisation', x.same_organisation) ORDER BY x.round)
        FROM report_rounds x WHERE x.report_id = r.id AND (x.submitted_at IS NOT NULL OR o.id = :home)), '[]'))
    FROM reports r JOIN obligations b ON b.id = r.obligation_id JOIN organisations o ON o.id = b.organisation_id
    WHERE r.id = p.id AND ('report' = ANY (:wide) OR o.id = ANY (:audiences)))
WHEN 'evidence' THEN (SELECT json_build_object(
    'id', e.id, 'assessment', e.assessment_id, 'organisation', o.slug, 'revision', r.revision,
    'title', r.title, 'document_number', r.document_number, 'issued_on', r.issued_on, 'issuer', r.issuer,
    'note', r.note, 'file_name', r.file_name, 'media_type', r.media_type, 'size_bytes', r.size_bytes,
    'sha256', r.sha256, 'submitted_by', r.submitted_by, 'submitted_for', r.submitted_for,
    'submitted_at', {instant r.recorded_at},
    'withdrawn_at', {instant e.withdrawn_at},
    'components', coalesce((SELECT json_agg(json_build_object('code', c.code,
            'status', coalesce(x.verdict, 'undecided'), 'decision', CASE WHEN x.id IS NOT NULL THEN json_build_object(
                'id', x.id, 'verdict', x.verdict, 'part', x.part, 'points', x.points, 'values', x.input_values,
                'reason_code', x.reason_code, 'note', x.note,
                'same_organisation', x.same_organisation, 'decided_at', {instant x.recorded_at}) END) ORDER BY c.id)
        FROM evidence_components k JOIN components c ON c.id = k.component_id
        LEFT JOIN LATERAL (SELECT * FROM decisions x WHERE x.revision_id = r.id
                           AND (x.component_id = c.id OR x.component_id IN (SELECT s.component_id
                               FROM component_successions s WHERE s.ancestor_id = c.id AND s.alone))
                           ORDER BY x.seq DESC LIMIT 1) x ON true
        WHERE k.revision_id = r.id), '[]'))
    FROM evidence e JOIN organisations o ON o.id = e.organisation_id
    JOIN LATERAL (SELECT * FROM evidence_revisions r WHERE r.evidence_id = e.id ORDER BY r.revision DESC LIMIT 1) r ON true
    WHERE e.id = p.id AND ('evidence' = ANY (:wide) OR o.id = ANY (:audiences)))
WHEN 'score' THEN (SELECT json_build_object(
    'assessment', a.id, 'framework', f.slug, 'framework_version', v.version, 'organisation', o.slug, 'year', a.year,
    'status', a.status, 'run_id', h.run_id, 'computed_version', coalesce(h.computed_version, 0),
    'computed_at', {instant h.computed_at}, 'self', {column self}, 'verified', {column verified},
    'published', coalesce((SELECT json_agg(json_build_object('node', n.node, 'value', n.value, 'rank', n.rank,
            'rank_of', n.rank_of, 'outcome', n.outcome, 'certainty', n.certainty,
            'rank_certainty', n.rank_certainty, 'score_id', n.id) ORDER BY n.node COLLATE "C")
        FROM published_values n JOIN imports i ON i.id = n.import_id AND i.superseded_at = 'infinity'
        WHERE i.assessment_id = a.id), '[]'))
    FROM assessments a LEFT JOIN (assessment_heads h JOIN runs u ON u.id = h.run_id) ON h.assessment_id = a.id
    JOIN framework_versions v ON v.id = coalesce(u.framework_version_id, a.framework_version_id)
    JOIN frameworks f ON f.id = v.framework_id JOIN organisations o ON o.id = a.organisation_id WHERE a.id = p.id)
WHEN 'ranking' THEN (SELECT json_build_object(
    'id', k.id, 'framework', f.slug, 'year', k.year, 'kind', k.kind, 'by', k.criterion, 'column', k.score_column,
    'group', (SELECT slug FROM organisation_groups WHERE id = k.group_id), 'basis', k.basis,
    'against', CASE WHEN k.against_year IS NOT NULL THEN json_build_object('year', k.against_year,
        'framework', (SELECT slug FROM frameworks WHERE id = k.against_framework_id)) END,
    'rows_sha256', k.rows_sha256, 'published_at', CASE k.basis WHEN 'computed' THEN k.published_at END,
    'certainty', k.certainty, 'source', {source k.source_id},
    'rows', coalesce((SELECT json_agg(json_build_object('position', w.position, 'rank', w.rank,
            'organisation', o.slug, 'name', w.published_name, 'value', w.value, 'reason', w.reason) ORDER BY w.position)
        FROM ranking_rows w JOIN organisations o ON o.id = w.organisation_id WHERE w.ranking_id = k.id), '[]'))
    FROM rankings k JOIN frameworks f ON f.id = k.framework_id WHERE k.id = p.id AND k.published_at IS NOT NULL)
END
