-- One target as every answer shows it; `t` is its row, $1 as_of, $2 known_at. Of each year the first statement in force
-- governs, the others are other documents' wording. The laterals run for the rows of the page only.
json_build_object(
    'id', t.id, 'code', t.code, 'name', t.name, 'pillar', t.pillar, 'level', t.level, 'unit', t.unit,
    'direction', t.direction, 'measure', t.measure, 'numerator', t.numerator, 'denominator', t.denominator,
    'aggregation', t.aggregation, 'natural_limit', trim_scale(t.natural_limit),
    'reference', (SELECT slug FROM legal_documents WHERE id = t.reference_id),
    'owner', (SELECT slug FROM organisations WHERE id = t.owner_id),
    'baseline', CASE WHEN t.baseline_value IS NOT NULL THEN json_build_object(
        'value', trim_scale(t.baseline_value), 'qualifier', t.baseline_qualifier, 'known_on', t.baseline_known_on,
        'certainty', t.baseline_certainty, 'source', (
            SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
            WHERE s.id = t.baseline_source_id)) END,
    'stated_by', t.stated_by, 'certainty', t.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = t.source_id),
    'milestones', coalesce((
        SELECT json_agg(year.milestone ORDER BY year.year)
        FROM (
            SELECT m.year, json_build_object(
                'year', m.year,
                'operator', (array_agg(m.operator ORDER BY m.position))[1],
                'value', (array_agg(trim_scale(m.value) ORDER BY m.position))[1],
                'valid_from', nullif((array_agg(m.valid_from ORDER BY m.position))[1], '-infinity'),
                'amendment', (array_agg(m.amendment_id ORDER BY m.position))[1],
                'certainty', (array_agg(m.certainty ORDER BY m.position))[1],
                'source', (array_agg({source} ORDER BY m.position))[1],
                'wordings', coalesce(json_agg(json_build_object('operator', m.operator, 'value', trim_scale(m.value),
                    'certainty', m.certainty, 'source', {source}) ORDER BY m.position)
                    FILTER (WHERE m.position > m.first), '[]')) AS milestone
            FROM (
                SELECT *, min(position) OVER (PARTITION BY year) AS first
                FROM milestones
                WHERE target_id = t.id AND valid_from <= $1 AND $1 < valid_to
                    AND recorded_at <= least($2, now()) AND least($2, now()) < superseded_at
            ) m
            JOIN sources s ON s.id = m.source_id
            LEFT JOIN legal_documents d ON d.id = s.document_id
            GROUP BY m.year
        ) year), '[]'),
    'amendments', coalesce((
        SELECT json_agg(json_build_object('id', a.id, 'effective_on', a.effective_on, 'lowers', a.lowers,
            'document', (SELECT d.slug FROM sources s JOIN legal_documents d ON d.id = s.document_id
                WHERE s.id = a.source_id),
            'years', (SELECT json_agg(l.year ORDER BY l.year) FROM amended_milestones l WHERE l.amendment_id = a.id))
            ORDER BY a.effective_on, a.sequence)
        FROM target_amendments a
        WHERE a.target_id = t.id AND a.effective_on <= $1 AND a.recorded_at <= least($2, now())), '[]')
    {more})
