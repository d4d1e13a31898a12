-- The province whose targets these are: the one above whoever holds, or held, the coordinating duty. {known}: the instant.
ARRAY(
    WITH RECURSIVE up (id) AS (
        SELECT d.organisation_id FROM organisation_duties d
        WHERE d.duty = 'coordination' AND d.recorded_at <= {known} AND {known} < d.superseded_at
        UNION
        SELECT v.parent_id FROM up JOIN organisation_versions v ON v.organisation_id = up.id
        WHERE v.hierarchy = 'administrative' AND v.parent_id IS NOT NULL
            AND v.recorded_at <= {known} AND {known} < v.superseded_at
    )
    SELECT o.id FROM up JOIN organisations o ON o.id = up.id WHERE o.kind = 'province' ORDER BY o.id)
