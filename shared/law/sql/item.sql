-- One legal document as every answer shows it; `l` is its row.
json_build_object(
    'id', l.id, 'slug', l.slug, 'number', l.number, 'title', l.title, 'kind', l.kind, 'issuer', l.issuer,
    'issued_on', l.issued_on, 'effective_on', l.effective_on,
    'implements', (SELECT coalesce(json_agg(i.slug ORDER BY i.slug), '[]') FROM legal_documents i
        WHERE i.id = ANY(l.implements)),
    'text', CASE WHEN l.body_sha256 IS NOT NULL THEN json_build_object(
        'address', '/v1/legal-documents/' || l.slug || '/text', 'sha256', l.body_sha256) END,
    'certainty', l.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = l.source_id))
