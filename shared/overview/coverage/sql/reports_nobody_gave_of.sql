-- All regimes and periods of the year that somebody owes, of whom the caller reads.
SELECT count(*) FROM reporting_regimes g
JOIN LATERAL ({reported}) owed ON owed.year = $3 AND owed.owed > 0
WHERE g.valid_from <= $1 AND $1 < g.valid_to
    AND g.recorded_at <= least($2, now()) AND least($2, now()) < g.superseded_at
