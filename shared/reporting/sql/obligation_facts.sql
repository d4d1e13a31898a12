-- Every obligation that the caller may read, with the head of its report; the statements that use it follow. One that
-- the calendar no longer states is owed no more, and one that has passed on is another's: `listed` says that it is left
-- out of lists, unless a report was begun for it.
-- $1 the instant on the civil calendar, $2 whose (slugs), unless $3: of the whole province, $4 known_at.
WITH facts AS (
    SELECT b.id, b.year, b.period, b.due_before_on, b.certainty, g.code AS regime_code, g.name AS regime_name,
        g.kind AS regime_kind, g.id AS regime_id, o.id AS organisation_id, o.slug, o.slug AS organisation_slug,
        r.id AS report_id, r.state, r.round, r.first_submitted_at, r.accepted_at, d.due_at, d.today,
        b.valid_from, b.valid_to, b.inherited_from, b.change_id,
        COALESCE(b.due_before_on, 'infinity') AS due_key,
        (b.superseded_at > least($4, now()) AND b.valid_from <= d.today AND d.today < b.valid_to) OR r.id IS NOT NULL
            AS listed
    FROM {obligations} b
    JOIN reporting_regimes g ON g.id = b.regime_id
    JOIN organisations o ON o.id = b.organisation_id
    LEFT JOIN reports r ON r.obligation_id = b.id AND r.recorded_at <= least($4, now())
    CROSS JOIN LATERAL (SELECT b.due_before_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS due_at,
        CAST(CAST($1 AS timestamptz) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date) AS today) d
    WHERE (b.superseded_at > least($4, now()) OR r.id IS NOT NULL) AND b.recorded_at <= least($4, now())
        AND (CAST($3 AS boolean) OR o.slug = ANY (CAST($2 AS text[])))
)
