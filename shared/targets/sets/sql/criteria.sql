-- The criteria of the set `b` in its order, each with its target and the target whose indicator it repeats.
-- $1 as_of, $2 known_at.
coalesce((
    SELECT json_agg(json_build_object(
        'position', m.position + 1,
        'applies_to', m.applies_to,
        'target', (SELECT {target} FROM targets t WHERE t.id = m.target_id),
        'repeats', (SELECT {target} FROM targets t WHERE t.id = m.repeats_id),
        'difference', m.difference) ORDER BY m.position)
    FROM target_set_members_known m WHERE m.set_id = b.id AND {known}), '[]')
