-- The budget by source of funds, the total the plan prints, and whether the lines add up to it. Unit: million VND.
SELECT json_build_object(
    'unit', 'million_vnd',
    'items', coalesce(json_agg(line ORDER BY position) FILTER (WHERE code <> 'total'), '[]'),
    'total', (json_agg(line) FILTER (WHERE code = 'total')) -> 0,
    'sum_of_items', trim_scale(coalesce(sum(amount) FILTER (WHERE code <> 'total'), 0)),
    'adds_up', coalesce(sum(amount) FILTER (WHERE code <> 'total') = sum(amount) FILTER (WHERE code = 'total'), false)
)::text
FROM (
    SELECT b.code, b.position, b.amount_million_vnd AS amount, json_build_object(
        'id', b.id, 'code', b.code, 'name', b.name, 'amount_million_vnd', trim_scale(b.amount_million_vnd),
        'certainty', b.certainty, 'source', {source}) AS line
    FROM budget_lines b
    JOIN sources s ON s.id = b.source_id
    LEFT JOIN legal_documents d ON d.id = s.document_id
) lines
