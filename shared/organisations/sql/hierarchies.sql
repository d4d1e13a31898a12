-- The hierarchies by name, and how many organisations have a superior in each on a day. $1 as_of, $2 known_at.
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object(
        'code', h.code, 'name', json_build_object('vi', h.name_vi, 'en', h.name_en),
        'description', json_build_object('vi', h.description_vi, 'en', h.description_en),
        'placed', CASE h.code WHEN 'administrative'
            THEN (SELECT count(*) FROM organisation_versions v WHERE {in_force} AND v.parent_id IS NOT NULL)
            ELSE (SELECT count(*) FROM organisation_placements p WHERE p.hierarchy = h.code AND {placed}) END,
        'certainty', h.certainty,
        'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
            WHERE s.id = h.source_id)) ORDER BY h.position, h.code) FROM hierarchies h), '[]'),
    'next', null, {moment})::text
