-- The organisations in force on a day as rows of a table (register_table.py). $1 as_of, $2 known_at.
SELECT o.slug, v.name, v.short_name, o.kind, o.level, u.slug AS superior, v.statistics_code,
    CASE WHEN isfinite(v.valid_from) THEN v.valid_from END AS valid_from,
    CASE WHEN isfinite(v.valid_to) THEN v.valid_to END AS valid_to,
    n.code AS national_code, n.status AS national_code_status,
    CASE WHEN isfinite(n.valid_from) THEN n.valid_from END AS national_code_from, p.placements, v.certainty,
    d.slug AS document, s.clause, s.quote, s.note
FROM organisation_versions v
JOIN organisations o ON o.id = v.organisation_id
LEFT JOIN organisations u ON u.id = v.parent_id
LEFT JOIN LATERAL ({code}) n ON true
LEFT JOIN LATERAL (
    SELECT string_agg(concat(p.hierarchy, '=', w.slug,
        CASE WHEN isfinite(p.valid_from) THEN concat('@', p.valid_from) END), '; ' ORDER BY h.position) AS placements
    FROM organisation_placements p JOIN hierarchies h ON h.code = p.hierarchy JOIN organisations w ON w.id = p.parent_id
    WHERE p.organisation_id = o.id AND p.valid_from <= $1 AND $1 < p.valid_to
        AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at
) p ON true
JOIN sources s ON s.id = v.source_id
LEFT JOIN legal_documents d ON d.id = s.document_id
WHERE {in_force}
ORDER BY v.sort_key, o.id
