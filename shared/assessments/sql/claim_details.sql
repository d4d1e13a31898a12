-- What explain shows of the claims that a run used. $1 claim ids.
SELECT coalesce(json_agg(json_build_object('id', k.id, 'component', c.code, 'points', k.points, 'note', k.note,
    'organisation', o.slug, 'claimed_by', k.claimed_by, 'claimed_at', k.recorded_at) ORDER BY k.seq), '[]')::text
FROM claims k
JOIN components c ON c.id = k.component_id
JOIN organisations o ON o.id = k.organisation_id
WHERE k.id = ANY($1::uuid[])
