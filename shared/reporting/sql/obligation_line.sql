-- An obligation with the one it began as, first, and all that followed from that, as known now; `given`: its report was
-- submitted or accepted. :obligation the id.
WITH RECURSIVE up AS (
    SELECT b.id, b.inherited_from FROM obligations b WHERE b.id = :obligation
    UNION ALL
    SELECT b.id, b.inherited_from FROM obligations b JOIN up u ON u.inherited_from = b.id
), down AS (
    SELECT b.id, 0 AS place FROM obligations b JOIN up u ON u.id = b.id WHERE b.inherited_from IS NULL
    UNION ALL
    SELECT b.id, d.place + 1 FROM obligations b JOIN down d ON b.inherited_from = d.id
)
SELECT b.*, EXISTS (SELECT FROM reports r WHERE r.obligation_id = b.id AND r.state IN ('submitted', 'accepted')) AS given
FROM down d JOIN obligations b ON b.id = d.id
WHERE b.superseded_at = 'infinity' OR d.place = 0
ORDER BY d.place, b.id
