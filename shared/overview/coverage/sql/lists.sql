-- The lists, each with its number, of how many, its first rows and where it goes on. $1 as_of, $2 known_at, $3 year,
-- $4 framework, $5 its version, $6 whose obligations are shown (slugs) unless $7: of the whole province, $8 rows of a list,
-- $9 and $10 after which row. Every list has the same parameters, so that one statement serves any choice of them.
WITH asked AS (
    SELECT CAST($1 AS date), CAST($2 AS timestamptz), CAST($3 AS integer), CAST($4 AS uuid), CAST($5 AS uuid),
        CAST($6 AS text[]), CAST($7 AS boolean), CAST($8 AS integer), CAST($9 AS text), CAST($10 AS uuid)
)
SELECT json_build_object('as_of', CAST($1 AS date), 'known_at',
    to_char(least(CAST($2 AS timestamptz), now()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'lists', json_build_array({lists}))::text
