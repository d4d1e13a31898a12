-- Departments, districts and communes in force of which no figure lies in the year, up to that day.
SELECT v.sort_key AS place, o.id, json_build_object('id', o.id, 'slug', o.slug, 'name', v.name, 'level', o.level) AS shown
FROM organisations o
JOIN organisation_versions v ON v.organisation_id = o.id AND v.hierarchy = 'administrative'
    AND v.valid_from <= $1 AND $1 < v.valid_to
    AND v.recorded_at <= least($2, now()) AND least($2, now()) < v.superseded_at
WHERE o.level IN ('department', 'district', 'commune')
    AND NOT EXISTS (SELECT FROM measurements m WHERE m.organisation_id = o.id
        AND m.measured_on BETWEEN make_date($3, 1, 1) AND least($1, make_date($3, 12, 31))
        AND m.recorded_at <= least($2, now()))
