-- One organisation as every answer shows it; `o` its identity, `v` its version, `n` its code. $1 as_of, $2 known_at.
json_build_object(
    'id', o.id, 'slug', o.slug, 'name', v.name, 'short_name', v.short_name, 'kind', o.kind, 'level', o.level,
    'parent', (SELECT slug FROM organisations WHERE id = v.parent_id),
    'national_code', n.code, 'national_code_status', coalesce(n.status, 'unknown'),
    'statistics_code', v.statistics_code,
    'duties', (SELECT coalesce(json_agg(d.duty ORDER BY d.duty), '[]') FROM organisation_duties d
        WHERE d.organisation_id = o.id AND d.valid_from <= $1 AND $1 < d.valid_to
            AND d.recorded_at <= least($2, now()) AND least($2, now()) < d.superseded_at),
    'groups', (SELECT coalesce(json_agg(g.slug ORDER BY g.slug), '[]') FROM organisation_group_members m
        JOIN organisation_groups g ON g.id = m.group_id
        WHERE m.organisation_id = o.id AND m.valid_from <= $1 AND $1 < m.valid_to
            AND m.recorded_at <= least($2, now()) AND least($2, now()) < m.superseded_at),
    'valid_from', nullif(v.valid_from, '-infinity'), 'valid_to', nullif(v.valid_to, 'infinity'),
    'began_by', {began_by}, 'ended_by', {ended_by},
    'certainty', v.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = v.source_id)
    {more})
