-- From when until when (that day no more) a document `{l}` holds, and whether it does on the day $1, as known at $2: from
-- the day it takes effect, or else of its issue, until the day it says itself or another replaces it. Where a day is
-- missing that decides, nobody knows.
SELECT w.since, w.until, CASE
    WHEN $1 >= w.until THEN 'no_longer'
    WHEN w.since IS NULL THEN 'unknown'
    WHEN $1 < w.since THEN 'not_yet'
    WHEN w.open THEN 'unknown'
    ELSE 'in_force' END AS state
FROM (
    SELECT coalesce({l}.effective_on, {l}.issued_on) AS since,
        least({l}.ends_on, min(coalesce(r.effective_on, r.issued_on))) AS until,
        coalesce(bool_or(coalesce(r.effective_on, r.issued_on) IS NULL), false) AS open
    FROM legal_documents_known r
    WHERE r.replaces @> ARRAY[{l}.id] AND r.recorded_at <= least($2, now()) AND least($2, now()) < r.superseded_at
) w
