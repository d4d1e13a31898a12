-- $1 tasks, each a copy of one of the catalog's with an owner of the generated organisations.
WITH model AS (
         SELECT *, row_number() OVER (ORDER BY position, id) - 1 AS place, count(*) OVER () AS number
         FROM tasks WHERE superseded_at = 'infinity'
     ),
     unit AS (
         SELECT id, row_number() OVER (ORDER BY slug) - 1 AS place, count(*) OVER () AS number
         FROM organisations WHERE slug LIKE 'bench-%'
     )
INSERT INTO tasks (id, code, position, group_id, section, framework_id, main_index, name, owner_organisation_id,
    components, components_certainty, frequency, source_id, certainty)
SELECT md5('bench task' || n)::uuid, 'BENCH.' || n, 100000 + n, m.group_id, m.section, m.framework_id, m.main_index,
    m.name, u.id, m.components, m.components_certainty, m.frequency, m.source_id, m.certainty
FROM generate_series(1, $1::int) AS n
JOIN model m ON m.place = n % m.number
JOIN unit u ON u.place = n % u.number
