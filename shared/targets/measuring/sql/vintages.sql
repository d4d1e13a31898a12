-- The place of the measurement `m` among those of the same target, organisation and day, as known at {known}: its number
-- in the order of recording, and the one that counts, which is the last firm one, or the last one when none is firm.
SELECT count(*) FILTER (WHERE (n.recorded_at, n.firm, n.id) <= (m.recorded_at, m.firm, m.id)) AS number,
    (array_agg(n.id ORDER BY n.firm DESC, n.recorded_at DESC, n.id DESC))[1] AS counts,
    bool_or(n.firm) AS settled
FROM measurements n
WHERE n.target_id = m.target_id AND n.organisation_id = m.organisation_id AND n.measured_on = m.measured_on
    AND n.recorded_at <= {known}
