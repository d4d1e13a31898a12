-- The place of the set `s` among those of the same organisation and year, as known at {known}: its number in the order of
-- recording, and the one that counts, which is the last firm one, or the last one when none is firm.
SELECT count(*) FILTER (WHERE (n.recorded_at, n.firm, n.id) <= (s.recorded_at, s.firm, s.id)) AS number,
    (array_agg(n.id ORDER BY n.firm DESC, n.recorded_at DESC, n.id DESC))[1] AS counts, bool_or(n.firm) AS settled
FROM spending_statements n
WHERE n.organisation_id = s.organisation_id AND n.year = s.year AND n.recorded_at <= {known}
