-- One page of claimants over all computed assessments that match ({chosen}), the largest gap first. $1 limit. The gap of a
-- component is that of its claim in force, laid to whoever makes it: who claimed it last, else whose evidence implies it.
-- What several imply is shared: counted by each, never split.
WITH chosen AS MATERIALIZED (
    SELECT a.id, a.framework_version_id FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id
    WHERE a.status <> 'imported' {chosen}
), figures AS MATERIALIZED (
    SELECT s.assessment_id, substr(s.node, 11) AS code,
        max(s.points) FILTER (WHERE s.score_column = 'self') AS own,
        max(s.points) FILTER (WHERE s.score_column = 'verified') AS verified,
        max(s.undecided) AS undecided, count(s.points) AS known
    FROM head_scores s JOIN chosen ON chosen.id = s.assessment_id
    WHERE s.node LIKE 'component:%'
    GROUP BY s.assessment_id, s.node
), claimed AS (
    SELECT DISTINCT ON (k.assessment_id, c.code) k.assessment_id, c.code, k.organisation_id
    FROM claims k
    JOIN chosen a ON a.id = k.assessment_id
    JOIN component_lines l ON l.ancestor_id = k.component_id AND l.framework_version_id = a.framework_version_id
        AND l.alone
    JOIN components c ON c.id = l.component_id
    ORDER BY k.assessment_id, c.code, k.seq DESC
), implied AS (
    SELECT DISTINCT e.assessment_id, c.code, e.organisation_id
    FROM evidence e
    JOIN chosen a ON a.id = e.assessment_id
    JOIN evidence_revisions r ON r.evidence_id = e.id
    JOIN evidence_components s ON s.revision_id = r.id
    JOIN component_lines l ON l.ancestor_id = s.component_id AND l.framework_version_id = a.framework_version_id
    JOIN components c ON c.id = l.component_id
    WHERE e.withdrawn_at IS NULL
), held AS (
    SELECT f.assessment_id, f.own, f.verified, f.undecided, h.organisation_id,
        count(*) OVER (PARTITION BY f.assessment_id, f.code) AS holders
    FROM figures f
    JOIN (SELECT assessment_id, code, organisation_id, true AS said FROM claimed
          UNION ALL
          SELECT i.*, false FROM implied i
          WHERE NOT EXISTS (SELECT FROM claimed k WHERE (k.assessment_id, k.code) = (i.assessment_id, i.code))) h
        ON h.assessment_id = f.assessment_id AND h.code = f.code AND (h.said OR f.own > 0)
    WHERE f.known = 2
), agencies AS MATERIALIZED (
    SELECT o.slug AS organisation, count(DISTINCT h.assessment_id) AS assessments,
        count(*) FILTER (WHERE h.holders = 1) AS components,
        coalesce(sum(h.own) FILTER (WHERE h.holders = 1), 0) AS own,
        coalesce(sum(h.verified) FILTER (WHERE h.holders = 1), 0) AS verified,
        coalesce(sum(h.own - h.verified) FILTER (WHERE h.holders = 1), 0) AS gap,
        coalesce(sum(h.own - h.verified) FILTER (WHERE h.holders = 1 AND h.own > h.verified), 0) AS over_claimed,
        coalesce(sum(h.own - h.verified) FILTER (WHERE h.holders = 1 AND h.undecided > 0), 0) AS undecided_gap,
        count(*) FILTER (WHERE h.holders > 1) AS shared_components,
        coalesce(sum(h.own - h.verified) FILTER (WHERE h.holders > 1), 0) AS shared_gap
    FROM held h JOIN organisations o ON o.id = h.organisation_id
    GROUP BY o.slug
), page AS MATERIALIZED (
    SELECT g.*, row_number() OVER (ORDER BY -g.gap, g.organisation) AS place FROM agencies g
    WHERE true {where}
    ORDER BY -g.gap, g.organisation
    LIMIT $1 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object('organisation', p.organisation, 'assessments', p.assessments,
        'components', p.components, 'self', p.own, 'verified', p.verified, 'gap', p.gap,
        'over_claimed', p.over_claimed, 'undecided_gap', p.undecided_gap, 'shared_components', p.shared_components,
        'shared_gap', p.shared_gap) ORDER BY p.place) FROM page p WHERE p.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(p.gap, p.organisation) FROM page p
        WHERE p.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
