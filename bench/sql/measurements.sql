-- $1 measurements of ten years: each of the generated organisations by turns, the numeric targets by turns.
WITH goal AS (
         SELECT id, row_number() OVER (ORDER BY position, id) - 1 AS place, count(*) OVER () AS number
         FROM targets WHERE measure = 'numeric' AND unit = 'percent' AND superseded_at = 'infinity'
     ),
     unit AS (
         SELECT id, row_number() OVER (ORDER BY slug) - 1 AS place, count(*) OVER () AS number
         FROM organisations WHERE slug LIKE 'bench-%'
     )
INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, numerator, denominator, kind, origin,
    recorded_by, recorded_at)
SELECT md5('bench measurement' || n)::uuid, g.id, u.id, date '2012-12-31' + (n * 3650 / $1::int), n % 101, n % 101, 100,
    CASE WHEN n % 3 = 0 THEN 'estimate' ELSE 'final' END, 'organisation', 'bench',
    timestamptz '2012-12-31' + n * interval '1 hour'
FROM generate_series(1, $1::int) AS n
JOIN unit u ON u.place = n % u.number
JOIN goal g ON g.place = (n / u.number) % g.number
