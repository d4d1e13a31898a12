-- The spending of a year: what counts of each area, who is asked and has not reported, and a page of the agencies' sets in
-- the order of their slugs. $1 as_of (which organisations are asked), $2 known_at, $3 limit, $4 year.
-- Of a nature that somebody states for the whole province that figure counts, else the sum of the agencies' own; what
-- nobody stated is null, not nothing.
WITH counted AS MATERIALIZED (
    SELECT DISTINCT ON (s.organisation_id) s.*, o.slug
    FROM spending_statements s JOIN organisations o ON o.id = s.organisation_id
    WHERE s.year = $4 AND s.recorded_at <= {known}
    ORDER BY s.organisation_id, s.firm DESC, s.recorded_at DESC, s.id DESC
), stated AS MATERIALIZED (
    SELECT c.organisation_id, c.budget_million_vnd, a.*
    FROM counted c JOIN spending_amounts a ON a.statement_id = c.id
), areas AS MATERIALIZED (
    SELECT r.id, r.code, r.position, r.name, r.certainty, r.source_id, t.*,
        coalesce(t.all_investment, t.own_investment) AS investment,
        coalesce(t.all_recurrent, t.own_recurrent) AS recurrent,
        CASE WHEN num_nonnulls(t.all_investment, t.all_recurrent) < 2 THEN t.own_unsplit END AS unsplit
    FROM spending_areas r CROSS JOIN LATERAL (
        SELECT sum(x.investment) FILTER (WHERE x.scope = 'own') AS own_investment,
            sum(x.recurrent) FILTER (WHERE x.scope = 'own') AS own_recurrent,
            sum(x.total) FILTER (WHERE x.scope = 'own' AND num_nonnulls(x.investment, x.recurrent) = 0) AS own_unsplit,
            sum(x.investment) FILTER (WHERE x.scope = 'province') AS all_investment,
            sum(x.recurrent) FILTER (WHERE x.scope = 'province') AS all_recurrent
        FROM stated x WHERE x.area_id = r.id
    ) t
), page AS MATERIALIZED (
    SELECT s.*, row_number() OVER (ORDER BY s.slug) AS place FROM counted s WHERE true {where}
    ORDER BY s.slug LIMIT $3 + 1
)
SELECT json_build_object(
    'year', $4::int, 'unit', 'million_vnd',
    'areas', (SELECT json_agg(json_build_object('area', r.code, 'name', r.name,
            'own', json_build_object('investment', trim_scale(r.own_investment), 'recurrent', trim_scale(r.own_recurrent),
                'unsplit', trim_scale(r.own_unsplit),
                'total', (SELECT trim_scale(sum(part)) FROM unnest(ARRAY[r.own_investment, r.own_recurrent,
                    r.own_unsplit]) AS part)),
            'province', json_build_object('investment', trim_scale(r.all_investment),
                'recurrent', trim_scale(r.all_recurrent)),
            'counted', json_build_object('investment', trim_scale(r.investment), 'recurrent', trim_scale(r.recurrent),
                'unsplit', trim_scale(r.unsplit), 'total', (SELECT trim_scale(sum(part))
                    FROM unnest(ARRAY[r.investment, r.recurrent, r.unsplit]) AS part)),
            'own_exceeds_province', coalesce(r.own_investment > r.all_investment, false)
                OR coalesce(r.own_recurrent > r.all_recurrent, false),
            'certainty', r.certainty, 'source', (SELECT {source} FROM sources s
                LEFT JOIN legal_documents d ON d.id = s.document_id WHERE s.id = r.source_id)) ORDER BY r.position)
        FROM areas r),
    'counted', (SELECT json_build_object('investment', trim_scale(sum(r.investment)),
            'recurrent', trim_scale(sum(r.recurrent)), 'unsplit', trim_scale(sum(r.unsplit)),
            'total', (SELECT trim_scale(sum(part)) FROM areas q, unnest(ARRAY[q.investment, q.recurrent, q.unsplit]) AS part))
        FROM areas r),
    'asked', (SELECT json_agg(json_build_object('area', r.code, 'natures', to_json(k.natures), 'scope', k.scope,
            'owner', json_build_object('kind', CASE WHEN k.group_id IS NULL THEN 'organisation' ELSE 'group' END,
                'slug', coalesce(g.slug, o.slug), 'name', coalesce(g.name, v.name)),
            'complete', coalesce(g.complete, true), 'reported', m.reported, 'missing', m.missing,
            'certainty', k.certainty, 'source', (SELECT {source} FROM sources s
                LEFT JOIN legal_documents d ON d.id = s.document_id WHERE s.id = k.source_id))
            ORDER BY r.position, k.position)
        FROM spending_asks k
        JOIN spending_areas r ON r.id = k.area_id
        LEFT JOIN organisation_groups g ON g.id = k.group_id
        LEFT JOIN organisations o ON o.id = k.organisation_id
        LEFT JOIN LATERAL (SELECT v.name FROM organisation_versions v WHERE v.organisation_id = o.id AND {in_force}) v
            ON true
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE b.has) AS reported,
                coalesce(json_agg(b.slug ORDER BY b.slug) FILTER (WHERE NOT b.has), '[]') AS missing
            FROM (
                SELECT w.slug, EXISTS (SELECT FROM stated x WHERE x.organisation_id = w.id AND x.area_id = k.area_id
                    AND x.scope = k.scope) AS has
                FROM organisations w
                WHERE (w.id = k.organisation_id OR w.id IN (SELECT m.organisation_id FROM organisation_group_members m
                        WHERE m.group_id = k.group_id AND m.valid_from <= $1 AND $1 < m.valid_to
                            AND m.recorded_at <= {known} AND {known} < m.superseded_at))
                    AND EXISTS (SELECT FROM organisation_versions v WHERE v.organisation_id = w.id AND {in_force})
            ) b
        ) m),
    'share', (SELECT json_build_object('percent', trim_scale(h.percent), 'qualifier', h.qualifier,
            'from_year', h.from_year, 'to_year', h.to_year,
            'spent_percent', trim_scale(round(100 * z.own / nullif(z.budget, 0), 6)), 'stated_by', z.agencies,
            'certainty', h.certainty, 'source', (SELECT {source} FROM sources s
                LEFT JOIN legal_documents d ON d.id = s.document_id WHERE s.id = h.source_id))
        FROM spending_shares h CROSS JOIN (
            SELECT count(*) AS agencies, sum(c.budget_million_vnd) AS budget,
                sum((SELECT coalesce(sum(x.total), 0) FROM stated x
                    WHERE x.statement_id = c.id AND x.scope = 'own')) AS own
            FROM counted c WHERE c.budget_million_vnd IS NOT NULL) z
        WHERE $4 BETWEEN h.from_year AND h.to_year ORDER BY h.code LIMIT 1),
    'items', coalesce((SELECT json_agg({item} ORDER BY s.place) FROM page s CROSS JOIN LATERAL ({own}) w
        CROSS JOIN LATERAL ({vintages}) v WHERE s.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(s.slug) FROM page s
        WHERE s.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
