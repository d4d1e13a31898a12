-- All departments, districts and communes in force.
SELECT count(*) FROM organisations o
JOIN organisation_versions v ON v.organisation_id = o.id AND v.hierarchy = 'administrative'
    AND v.valid_from <= $1 AND $1 < v.valid_to
    AND v.recorded_at <= least($2, now()) AND least($2, now()) < v.superseded_at
WHERE o.level IN ('department', 'district', 'commune')
