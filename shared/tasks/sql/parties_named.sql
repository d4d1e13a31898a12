-- What each slug or id stands for: an organisation or a group that the law addresses as a group.
SELECT k.key, 'organisation' AS kind, o.id
FROM unnest(CAST(:keys AS text[]), CAST(:ids AS uuid[])) AS k (key, id)
JOIN organisations o ON o.id = k.id OR o.slug = k.key
UNION ALL
SELECT k.key, 'group', g.id
FROM unnest(CAST(:keys AS text[]), CAST(:ids AS uuid[])) AS k (key, id)
JOIN organisation_groups g ON g.id = k.id OR g.slug = k.key
