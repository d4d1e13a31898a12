-- One page of what a document obliges to: milestones, tasks, reports, spending to be stated, standing duties, in this
-- order, each kind in its own. First the keys, the state and the source of everything, then the rest of what the page shows.
-- $1 as_of, $2 known_at, $3 document, $4 and $5 the milestones with their states (the rule is in Python), $6 whether tasks
-- are shown, $7 whether reports are, $8 whose obligations are counted (slugs) unless $9: of the whole province, $10 limit.
WITH proved AS MATERIALIZED (
    SELECT * FROM accepted_deliverables(NULL, $2)
), duties AS (
    -- Milestones. A criterion is a milestone of a target that belongs to a set.
    SELECT CASE WHEN c.set_id IS NULL THEN 'milestone' ELSE 'criterion' END AS kind, 1 AS rank, t.position AS place, t.id,
        m.year || '.' || m.position AS part, g.status, m.source_id, m.certainty, m.id AS detail_id, c.set_id,
        CAST(NULL AS json) AS counts
    FROM unnest(CAST($4 AS uuid[]), CAST($5 AS text[])) AS g (milestone_id, status)
    JOIN milestones m ON m.id = g.milestone_id
    JOIN targets_known t ON t.id = m.target_id AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
    LEFT JOIN LATERAL (
        SELECT k.set_id FROM target_set_members_known k
        WHERE k.target_id = t.id AND k.recorded_at <= least($2, now()) AND least($2, now()) < k.superseded_at
        ORDER BY k.set_id LIMIT 1) c ON true
    UNION ALL
    -- Tasks. Where a document both states and amends one, the amendment speaks.
    SELECT 'task', 2, t.position, t.id, '', st.status, by_clause.id, t.certainty, t.id, NULL, NULL
    FROM tasks_known t
    JOIN LATERAL (
        SELECT s.id FROM sources s WHERE s.document_id = $3 AND s.id IN (t.source_id, t.amended_source_id)
        ORDER BY s.id = t.amended_source_id DESC LIMIT 1) by_clause ON true
    {task_state}
    WHERE CAST($6 AS boolean) AND t.valid_from <= $1 AND $1 < t.valid_to
        AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
    UNION ALL
    -- Reports: one row for each period that has begun, or one for a regime of which none has. Nothing is counted that
    -- the caller may not read.
    SELECT 'report', 3, 0, g.id, concat(owed.year, '.', owed.period), CASE
            WHEN owed.year IS NULL AND g.first_year > date_part('year', CAST($1 AS date)) THEN 'not_yet_due'
            WHEN owed.year IS NULL AND (g.frequency = 'periodic' OR g.first_year IS NULL) THEN 'due_unknown'
            WHEN owed.year IS NULL THEN 'not_shown'
            WHEN owed.overdue > 0 THEN 'overdue'
            WHEN owed.open + owed.returned > 0 THEN 'open'
            WHEN owed.due_unknown > 0 THEN 'due_unknown'
            ELSE 'reported' END,
        g.source_id, g.certainty, g.id, NULL,
        CASE WHEN owed.year IS NOT NULL THEN json_build_object('owed', owed.owed, 'accepted', owed.accepted,
            'submitted', owed.submitted, 'returned', owed.returned, 'open', owed.open, 'overdue', owed.overdue,
            'due_unknown', owed.due_unknown) END
    FROM sources s
    JOIN reporting_regimes g ON g.source_id = s.id AND g.valid_from <= $1 AND $1 < g.valid_to
        AND g.recorded_at <= least($2, now()) AND least($2, now()) < g.superseded_at
    LEFT JOIN LATERAL ({reported}) owed ON true
    WHERE CAST($7 AS boolean) AND s.document_id = $3
    UNION ALL
    -- Spending that somebody is asked to state every year: of the year of that day. No document gives a day for it.
    SELECT 'spending', 4, a.position, k.id, CAST(date_part('year', CAST($1 AS date)) AS text),
        CASE WHEN stated.owed > 0 AND stated.given = stated.owed THEN 'reported' ELSE 'due_unknown' END,
        k.source_id, k.certainty, k.id, NULL,
        json_build_object('owed', stated.owed, 'accepted', 0, 'submitted', stated.given, 'returned', 0, 'open', 0,
            'overdue', 0, 'due_unknown', stated.owed - stated.given)
    FROM sources s
    JOIN spending_asks k ON k.source_id = s.id AND k.recorded_at <= least($2, now())
    JOIN spending_areas a ON a.id = k.area_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS owed, count(*) FILTER (WHERE EXISTS (
            SELECT FROM spending_statements t JOIN spending_amounts m ON m.statement_id = t.id
            WHERE t.organisation_id = o.id AND t.year = date_part('year', CAST($1 AS date))
                AND t.recorded_at <= least($2, now()) AND m.area_id = k.area_id AND m.scope = k.scope
                AND (m.investment IS NOT NULL OR NOT 'investment' = ANY (k.natures))
                AND (m.recurrent IS NOT NULL OR NOT 'recurrent' = ANY (k.natures)))) AS given
        FROM (
            SELECT k.organisation_id AS id WHERE k.organisation_id IS NOT NULL
            UNION
            SELECT g.organisation_id FROM organisation_group_members g
            WHERE g.group_id = k.group_id AND g.valid_from <= $1 AND $1 < g.valid_to
                AND g.recorded_at <= least($2, now()) AND least($2, now()) < g.superseded_at) o
    ) stated
    WHERE CAST($6 AS boolean) AND s.document_id = $3
    UNION ALL
    -- Standing duties: no document gives a day, so that they are never done and never late.
    SELECT 'duty', 5, y.position, y.id, '', 'standing', y.source_id, y.certainty, y.id, NULL, NULL
    FROM sources s
    JOIN standing_duties_known y ON y.source_id = s.id AND y.valid_from <= $1 AND $1 < y.valid_to
        AND y.recorded_at <= least($2, now()) AND least($2, now()) < y.superseded_at
    WHERE s.document_id = $3
), wanted AS (
    SELECT d.* FROM duties d WHERE true {where}
), page AS MATERIALIZED (
    SELECT d.*, row_number() OVER (ORDER BY d.rank, d.place, d.id, d.part) AS number
    FROM wanted d WHERE true {after} ORDER BY d.rank, d.place, d.id, d.part LIMIT $10 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY d.number) FROM page d
        JOIN sources s ON s.id = d.source_id WHERE d.number <= $10), '[]'),
    'next_keys', (SELECT json_build_array(d.rank, d.place, d.id, d.part) FROM page d
        WHERE d.number = $10 AND EXISTS (SELECT FROM page WHERE number > $10))
    {total})::text
