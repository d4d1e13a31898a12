-- Who answers on a day for the standing duty `y`, and with whom. $1 as_of, $2 known_at. An organisation that ended by then
-- is followed to its heir, however many changes on, as duties of the register are (`heir_of`); the way is as certain as its
-- weakest step. Who would stand twice stands once: an owner before a partner.
WITH RECURSIVE line AS (
    SELECT p.id, p.part, p.place, p.organisation_id, p.group_id, p.organisation_id AS named_id, 0 AS steps,
        CAST(NULL AS date) AS effective_on, CAST(NULL AS uuid) AS change_id, 1 AS doubt
    FROM standing_duty_parties_known p
    WHERE p.duty_id = y.id AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at
    UNION ALL
    SELECT l.id, l.part, l.place, n.successor_id, l.group_id, l.named_id, l.steps + 1, n.effective_on, n.change_id,
        greatest(l.doubt, array_position(ARRAY['certain', 'derived', 'provisional', 'unknown'], CAST(n.certainty AS text)))
    FROM line l JOIN organisation_successions n ON n.predecessor_id = l.organisation_id
    WHERE n.effective_on <= $1 AND n.heir AND NOT n.continues AND l.steps < 100
        AND n.recorded_at <= least($2, now()) AND least($2, now()) < n.superseded_at
), answering AS (
    SELECT DISTINCT ON (l.id) l.* FROM line l ORDER BY l.id, l.steps DESC
), once AS (
    SELECT DISTINCT ON (coalesce(a.organisation_id, a.group_id)) a.* FROM answering a
    ORDER BY coalesce(a.organisation_id, a.group_id), a.part, a.place
), shown AS (
    SELECT a.part, a.place, CAST({owner} AS jsonb) || jsonb_build_object('inherited_from', CASE WHEN a.steps > 0 THEN
        jsonb_build_object('slug', f.slug, 'effective_on', a.effective_on, 'effective_precision', c.effective_precision,
            'change', a.change_id,
            'certainty', (ARRAY['certain', 'derived', 'provisional', 'unknown'])[a.doubt]) END) AS party
    FROM once a
    LEFT JOIN organisations o ON o.id = a.organisation_id
    LEFT JOIN organisation_groups u ON u.id = a.group_id
    LEFT JOIN organisations f ON f.id = a.named_id
    LEFT JOIN organisation_changes c ON c.id = a.change_id
)
SELECT json_agg(w.party ORDER BY w.place) FILTER (WHERE w.part = 'owner') AS owners,
    json_agg(w.party ORDER BY w.place) FILTER (WHERE w.part = 'partner') AS partners
FROM shown w
