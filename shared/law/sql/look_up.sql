-- The documents that are named, in the order given; nulls for one that is not there. :asked is JSON, [{slug, id}].
SELECT l.id, l.slug, l.issued_on
FROM ROWS FROM (jsonb_to_recordset(CAST(:asked AS jsonb)) AS (slug text, id uuid)) WITH ORDINALITY AS a (slug, id, place)
LEFT JOIN legal_documents l ON l.id = coalesce(a.id, (SELECT d.id FROM legal_documents d WHERE d.slug = a.slug))
ORDER BY a.place
