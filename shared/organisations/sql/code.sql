-- The national code of the organisation `o` on a day: no row, or one. $1 as_of, $2 known_at.
SELECT i.code, i.status, i.valid_from FROM organisation_identifiers i
WHERE i.organisation_id = o.id AND i.valid_from <= $1 AND $1 < i.valid_to
    AND i.recorded_at <= least($2, now()) AND least($2, now()) < i.superseded_at
