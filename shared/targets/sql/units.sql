-- The districts and communes below a province in the administrative hierarchy of a day, level by level.
-- {province}, {day}, {known}: the province, the day, the instant.
WITH RECURSIVE below (id, parent_id, name, sort_key, level, slug) AS (
    SELECT v.organisation_id, v.parent_id, v.name, v.sort_key, o.level, o.slug
    FROM organisation_versions v JOIN organisations o ON o.id = v.organisation_id
    WHERE v.parent_id = {province} AND o.level IN ('district', 'commune') AND {in_force}
    UNION
    SELECT v.organisation_id, v.parent_id, v.name, v.sort_key, o.level, o.slug
    FROM below b JOIN organisation_versions v ON v.parent_id = b.id JOIN organisations o ON o.id = v.organisation_id
    WHERE o.level IN ('district', 'commune') AND {in_force}
)
SELECT id, slug, name, level, parent_id FROM below ORDER BY sort_key, id
