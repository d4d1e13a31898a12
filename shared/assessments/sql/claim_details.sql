-- What explain shows of the claims that a run used: $1 claim ids. That they counted everybody sees who reads scores; row
-- level security keeps note and person to those who may read that organisation's papers.
SELECT coalesce(json_agg(json_build_object('id', u.id, 'component', c.code, 'points', u.points,
    'values', u.input_values, 'note', k.note,
    'organisation', o.slug, 'claimed_by', k.claimed_by, 'claimed_at', u.recorded_at) ORDER BY u.seq), '[]')::text
FROM counted_claims($1::uuid[]) u
LEFT JOIN claims k ON k.id = u.id
JOIN components c ON c.id = u.component_id
JOIN organisations o ON o.id = u.organisation_id
