-- One legal document as every answer shows it; `l` is its row, `f` how it stands on the day $1, as known at $2.
json_build_object(
    'id', l.id, 'slug', l.slug, 'number', l.number, 'title', l.title, 'kind', l.kind, 'issuer', l.issuer,
    'issued_on', l.issued_on, 'effective_on', l.effective_on, 'ends_on', l.ends_on,
    'in_force', f.state, 'in_force_from', f.since, 'in_force_until', f.until,
    'implements', (SELECT coalesce(json_agg(i.slug ORDER BY i.slug), '[]') FROM legal_documents i
        WHERE i.id = ANY (l.implements)),
    'amends', (SELECT coalesce(json_agg(i.slug ORDER BY i.slug), '[]') FROM legal_documents i
        WHERE i.id = ANY (l.amends)),
    'replaces', (SELECT coalesce(json_agg(i.slug ORDER BY i.slug), '[]') FROM legal_documents i
        WHERE i.id = ANY (l.replaces)),
    'implemented_by', (SELECT coalesce(json_agg(r.slug ORDER BY r.slug), '[]') FROM legal_documents_known r
        WHERE r.implements @> ARRAY[l.id] AND r.recorded_at <= least($2, now()) AND least($2, now()) < r.superseded_at),
    'amended_by', (SELECT coalesce(json_agg(r.slug ORDER BY r.slug), '[]') FROM legal_documents_known r
        WHERE r.amends @> ARRAY[l.id] AND r.recorded_at <= least($2, now()) AND least($2, now()) < r.superseded_at),
    'replaced_by', (SELECT coalesce(json_agg(r.slug ORDER BY r.slug), '[]') FROM legal_documents_known r
        WHERE r.replaces @> ARRAY[l.id] AND r.recorded_at <= least($2, now()) AND least($2, now()) < r.superseded_at),
    'text', CASE WHEN l.body_sha256 IS NOT NULL THEN json_build_object(
        'address', '/v1/legal-documents/' || l.slug || '/text', 'sha256', l.body_sha256) END,
    'stated_by', l.stated_by, 'certainty', l.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = l.source_id)
    {more})
