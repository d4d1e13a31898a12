-- One published ranking with its rows in order of rank, then in the published name's alphabetical order.
SELECT json_build_object('id', r.id, 'framework', f.slug, 'year', r.year, 'kind', r.kind, 'certainty', r.certainty,
    'source', {source}, 'rows', (SELECT json_agg(json_build_object('rank', w.rank, 'organisation', o.slug,
        'name', w.published_name) ORDER BY w.rank, n.sort_key)
        FROM ranking_rows w JOIN organisations o ON o.id = w.organisation_id
        LEFT JOIN LATERAL (SELECT v.sort_key FROM organisation_versions v WHERE v.organisation_id = o.id
                           AND v.superseded_at = 'infinity' ORDER BY v.valid_from DESC LIMIT 1) n ON true
        WHERE w.ranking_id = r.id))::text
FROM rankings r JOIN frameworks f ON f.id = r.framework_id
JOIN sources s ON s.id = r.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
WHERE r.id = $1
