-- What every answer says of a ranking; `r` its row, `f` its framework, `s` and `d` its source and that one's document.
json_build_object('id', r.id, 'framework', f.slug, 'year', r.year, 'kind', r.kind, 'by', r.criterion,
    'column', r.score_column, 'group', (SELECT g.slug FROM organisation_groups g WHERE g.id = r.group_id),
    'against', CASE WHEN r.against_year IS NOT NULL THEN json_build_object('year', r.against_year,
        'framework', (SELECT b.slug FROM frameworks b WHERE b.id = r.against_framework_id)) END,
    'basis', r.basis, 'status', CASE WHEN r.published_at IS NULL THEN 'frozen' ELSE 'published' END,
    'frozen_at', CASE r.basis WHEN 'computed' THEN r.recorded_at END, 'rows_sha256', r.rows_sha256,
    'ranked', coalesce(r.ranked, (SELECT count(*) FROM ranking_rows w WHERE w.ranking_id = r.id)),
    'unranked', coalesce(r.unranked, 0), 'published_at', CASE r.basis WHEN 'computed' THEN r.published_at END,
    'certainty', r.certainty, 'source', {source},
    'publication', CASE WHEN r.publication_source_id IS NOT NULL THEN (
        SELECT {publication} FROM sources ps LEFT JOIN legal_documents pd ON pd.id = ps.document_id
        WHERE ps.id = r.publication_source_id) END
    {more})
