-- What many targets are judged by up to a day, as known at an instant, in the order of `vintages.sql`: all of the
-- province's figures; of its districts and communes the latest of each, and those of the first day, where a line begins.
-- $1 as_of, $2 known_at, $3 targets, $4 the province.
SELECT f.target_id, f.organisation_id, f.is_province, f.level, f.kind, f.id, f.measured_on, f.value, f.numerator,
    f.denominator
FROM (
    SELECT m.*, o.id = ANY ($4::uuid[]) AS is_province, o.level,
        row_number() OVER (PARTITION BY m.target_id, m.organisation_id
            ORDER BY m.measured_on DESC, m.firm DESC, m.recorded_at DESC, m.id DESC) AS number,
        min(m.measured_on) OVER (PARTITION BY m.target_id) AS first_on
    FROM measurements m JOIN organisations o ON o.id = m.organisation_id
    WHERE m.target_id = ANY ($3::uuid[]) AND m.measured_on <= $1 AND m.recorded_at <= least($2, now())
        AND (o.id = ANY ($4::uuid[]) OR o.level IN ('district', 'commune'))
) f
WHERE f.is_province OR f.number = 1 OR f.measured_on = f.first_on
ORDER BY f.target_id, f.is_province DESC, f.organisation_id,
    f.measured_on DESC, f.firm DESC, f.recorded_at DESC, f.id DESC
