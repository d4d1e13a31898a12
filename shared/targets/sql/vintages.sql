-- Every measurement of one target up to a day, as known at an instant. The province first, then the others by name;
-- of one organisation the latest day first, a firm figure (a final one, or an estimate that
-- says why it follows one) before an estimate, the latest recorded first.
-- $1 as_of, $2 known_at, $3 target, $4 the province.
SELECT m.organisation_id, m.is_province, m.level, m.kind, m.id, m.measured_on, m.value, m.numerator, m.denominator,
    {item}::text AS item,
    json_build_object('id', o.id, 'slug', o.slug, 'name', m.name)::text AS organisation
FROM (
    SELECT m.*, o.slug AS organisation, t.code AS target, o.id = ANY ($4::uuid[]) AS is_province, o.level,
        v.name, v.sort_key
    FROM measurements m
    JOIN targets t ON t.id = m.target_id
    JOIN organisations o ON o.id = m.organisation_id
    LEFT JOIN LATERAL (
        SELECT name, sort_key FROM organisation_versions v
        WHERE v.organisation_id = o.id AND v.hierarchy = 'administrative' AND v.valid_from <= m.measured_on
            AND m.measured_on < v.valid_to AND v.recorded_at <= least($2, now()) AND least($2, now()) < v.superseded_at
    ) v ON true
    WHERE m.target_id = $3 AND m.measured_on <= $1 AND m.recorded_at <= least($2, now())
) m
JOIN organisations o ON o.id = m.organisation_id
ORDER BY m.is_province DESC, m.sort_key, o.id,
    m.measured_on DESC, m.firm DESC, m.recorded_at DESC, m.id DESC
