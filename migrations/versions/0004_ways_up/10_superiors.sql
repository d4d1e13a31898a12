-- As before (0003), but each step goes up by an index: a view whose parts have conditions of their own takes no parameter
-- into them, so that every step read all places (3,500 organisations: 24 ms for a row that is written, minutes for a file).
CREATE OR REPLACE FUNCTION superiors_of(organisation uuid, hierarchy text, parent uuid, days daterange)
RETURNS TABLE (superior_id uuid, on_days daterange, way uuid[]) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (superior_id, on_days, way) AS (
        SELECT $3, $4, ARRAY[$1, $3]
        UNION ALL
        SELECT p.parent_id, u.on_days * p.days, u.way || p.parent_id
        FROM up u CROSS JOIN LATERAL (
            SELECT v.parent_id, daterange(v.valid_from, v.valid_to) AS days FROM public.organisation_versions v
            WHERE v.organisation_id = u.superior_id AND v.hierarchy = $2 AND v.superseded_at = 'infinity'
                AND v.parent_id IS NOT NULL
            UNION ALL
            SELECT l.parent_id, daterange(l.valid_from, l.valid_to) FROM public.organisation_placements l
            WHERE l.organisation_id = u.superior_id AND l.hierarchy = $2 AND l.superseded_at = 'infinity'
        ) p
        WHERE p.days && u.on_days AND u.superior_id <> $1 AND u.superior_id <> ALL (u.way[2:cardinality(u.way) - 1])
    )
    SELECT * FROM up
$$;
