-- Whom the documents name for these tasks, in which role and order. :tasks ids.
SELECT t.id, t.valid_from, t.certainty, 'lead' AS role, 0 AS place, t.owner_organisation_id AS organisation_id,
    t.owner_group_id AS group_id
FROM tasks t
WHERE t.id = ANY (CAST(:tasks AS uuid[]))
UNION ALL
SELECT t.id, t.valid_from, t.certainty, n.role, CAST(p.place AS integer) - 1,
    CAST(p.given ->> 'organisation_id' AS uuid), CAST(p.given ->> 'group_id' AS uuid)
FROM tasks t
CROSS JOIN LATERAL (VALUES ('co_lead', t.co_leads), ('partner', t.partners)) AS n (role, said)
CROSS JOIN LATERAL jsonb_array_elements(n.said) WITH ORDINALITY AS p (given, place)
WHERE t.id = ANY (CAST(:tasks AS uuid[]))
