-- An organisation, by its name of the day, or a group. $1 as_of, $2 known_at. One that has ended by then
-- is named as it was last.
(SELECT json_build_object('kind', 'organisation', 'id', o.id, 'slug', o.slug, 'name', (
        SELECT v.name FROM organisation_versions v
        WHERE v.organisation_id = o.id AND v.hierarchy = 'administrative' AND v.valid_from <= $1
            AND v.recorded_at <= least($2, now()) AND least($2, now()) < v.superseded_at
        ORDER BY v.valid_from DESC LIMIT 1) {more})
    FROM organisations o WHERE o.id = {organisation}
 UNION ALL
 SELECT json_build_object('kind', 'group', 'id', g.id, 'slug', g.slug, 'name', g.name {more})
    FROM organisation_groups g WHERE g.id = {group})
