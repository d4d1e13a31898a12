-- $1 organisations under the province, in two levels, each renamed once in 2020; names $2 and sort keys $3 side by side.
-- Every seventieth is a unit of the upper level, the others stand under one of them.
WITH given AS (
         SELECT n, name, key, md5('bench organisation' || n)::uuid AS id,
             CASE WHEN n % 70 = 0 THEN 'district' ELSE 'commune' END AS level,
             CASE WHEN n % 70 <> 0 THEN md5('bench organisation' || (n - n % 70))::uuid END AS upper
         FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS t (name, key, place)
         CROSS JOIN LATERAL (SELECT place::int - 1 AS n) number
         WHERE place <= $1::int
     ),
     ground AS (SELECT source_id AS id FROM organisation_versions v JOIN organisations o ON o.id = v.organisation_id
         WHERE o.slug = 'tinh-tuyen-quang' AND v.superseded_at = 'infinity' LIMIT 1),
     identities AS (
         INSERT INTO organisations (id, slug, kind, level) SELECT id, 'bench-' || n, level, level FROM given
     )
INSERT INTO organisation_versions (id, organisation_id, name, sort_key, hierarchy, parent_id,
    valid_from, valid_to, source_id, certainty)
SELECT md5('bench version' || g.n || y.part)::uuid, g.id, CASE y.part WHEN 1 THEN g.name || ' cũ' ELSE g.name END,
    g.key, 'administrative', coalesce(g.upper, (SELECT id FROM organisations WHERE slug = 'tinh-tuyen-quang')),
    y.since, y.until, ground.id, 'certain'
FROM given g CROSS JOIN ground
CROSS JOIN (VALUES (1, date '-infinity', date '2020-01-01'), (2, date '2020-01-01', date 'infinity'))
    AS y (part, since, until)
