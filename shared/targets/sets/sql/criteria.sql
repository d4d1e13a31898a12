-- The criteria of the set `b` in its order, each with its target and the target whose indicator it repeats.
-- $1 as_of, $2 known_at.
coalesce((
    SELECT json_agg(json_build_object(
        'position', m.position + 1,
        'applies_to', m.applies_to,
        'target', {target},
        'repeats', (SELECT {target} FROM {targets} t WHERE t.id = m.repeats_id AND {target_known}),
        'difference', m.difference) ORDER BY m.position)
    FROM target_set_members_known m JOIN {targets} t ON t.id = m.target_id AND {target_known}
    WHERE m.set_id = b.id AND {known}), '[]')
