-- squawk-ignore-file constraint-missing-not-valid, ban-drop-function
-- Rules that need inputs. A claim and a decision carry them (`input_values`, there since the first revision); under a rule
-- of parts a decision is on one part, and the latest of each part is in force.
ALTER TABLE decisions ADD COLUMN part text CHECK (part <> '');

-- What becomes of the points of a component that does not apply; null: the version does not say, and none may be stated.
ALTER TABLE framework_versions ADD COLUMN not_applicable text
    CHECK (not_applicable IN ('excluded', 'redistributed'));

-- That a claim or a decision counted everybody sees who reads scores, and now also what it rests on: figures, no words.
DROP FUNCTION counted_decisions(uuid[]);

CREATE FUNCTION counted_decisions(wanted uuid[]) RETURNS TABLE (
    id uuid, revision_id uuid, verdict text, points points, max_points points, part text, input_values jsonb,
    reason_code text, organisation_id uuid, same_organisation boolean, recorded_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    asking text := current_setting('dti.caller', true);
BEGIN
    IF public.caller_reads_all('score') THEN
        PERFORM set_config('dti.caller', '{"system": true}', true);
        RETURN QUERY SELECT x.id, x.revision_id, x.verdict, x.points, x.max_points, x.part, x.input_values, x.reason_code,
            x.organisation_id, x.same_organisation, x.recorded_at FROM public.decisions x WHERE x.id = ANY (wanted);
        PERFORM set_config('dti.caller', asking, true);
    END IF;
END $$;

DROP FUNCTION counted_claims(uuid[]);

CREATE FUNCTION counted_claims(wanted uuid[]) RETURNS TABLE (
    id uuid, seq bigint, component_id uuid, points points, input_values jsonb, organisation_id uuid,
    recorded_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    asking text := current_setting('dti.caller', true);
BEGIN
    IF public.caller_reads_all('score') THEN
        PERFORM set_config('dti.caller', '{"system": true}', true);
        RETURN QUERY SELECT k.id, k.seq, k.component_id, k.points, k.input_values, k.organisation_id, k.recorded_at
            FROM public.claims k WHERE k.id = ANY (wanted);
        PERFORM set_config('dti.caller', asking, true);
    END IF;
END $$;

-- The largest ratio among the peers (assessments of the same framework version and year) of every component whose rule is
-- measured against it, in each column: self by the claims in force, verified by the decisions in force that are no
-- rejection. A peer to whom the component does not apply sets no best. Whoever asks: who claims something is to know whether the best has moved, though the others' claims are not
-- theirs to read. Sixty places tell any two ratios of figures of at most 24 digits apart; one row for each component and
-- column that has a best, for each of the wanted assessments.
CREATE FUNCTION best_ratios(wanted uuid[]) RETURNS TABLE (
    assessment_id uuid, component text, score_column text, numerator numeric, denominator numeric)
LANGUAGE plpgsql AS $$
DECLARE
    asking CONSTANT text := COALESCE(current_setting('dti.caller', true), '');
BEGIN
    IF NOT EXISTS (SELECT FROM public.assessments a JOIN public.components c USING (framework_version_id)
        WHERE a.id = ANY (wanted) AND c.rule ->> 'kind' = 'normalised')
    THEN
        RETURN;
    END IF;
    PERFORM set_config('dti.caller', '{"system": true}', true);
    RETURN QUERY
        WITH peers AS (
            SELECT p.id AS peer_id, p.framework_version_id, p.year, c.id AS component_id, c.code
            FROM (SELECT DISTINCT a.framework_version_id, a.year FROM public.assessments a WHERE a.id = ANY (wanted)) g
            JOIN public.components c ON c.framework_version_id = g.framework_version_id
                AND c.rule ->> 'kind' = 'normalised'
            JOIN public.assessments p ON p.framework_version_id = g.framework_version_id AND p.year = g.year
                AND p.status <> 'imported'
            JOIN public.framework_versions v ON v.id = g.framework_version_id
            LEFT JOIN LATERAL (SELECT t.applicable FROM public.component_applicability t
                JOIN public.component_lines l ON l.ancestor_id = t.component_id AND l.component_id = c.id
                    AND l.framework_version_id = g.framework_version_id AND l.alone
                WHERE t.assessment_id = p.id ORDER BY t.seq DESC LIMIT 1) t ON true
            WHERE v.not_applicable IS NULL OR t.applicable IS NOT false
        ), said AS (
            SELECT p.framework_version_id, p.year, p.code, 'self' AS in_column, k.input_values AS figures
            FROM peers p CROSS JOIN LATERAL (SELECT k.input_values FROM public.claims k
                JOIN public.component_lines l ON l.ancestor_id = k.component_id AND l.component_id = p.component_id
                    AND l.framework_version_id = p.framework_version_id AND l.alone
                WHERE k.assessment_id = p.peer_id ORDER BY k.seq DESC LIMIT 1) k
            UNION ALL
            SELECT p.framework_version_id, p.year, p.code, 'verified', x.input_values
            FROM peers p
            JOIN public.evidence e ON e.assessment_id = p.peer_id AND e.withdrawn_at IS NULL
            JOIN public.evidence_revisions r ON r.evidence_id = e.id
            CROSS JOIN LATERAL (SELECT x.verdict, x.input_values FROM public.decisions x
                JOIN public.component_lines l ON l.ancestor_id = x.component_id AND l.component_id = p.component_id
                    AND l.framework_version_id = p.framework_version_id AND l.alone
                WHERE x.revision_id = r.id ORDER BY x.seq DESC LIMIT 1) x
            WHERE x.verdict <> 'reject'
        ), best AS (
            SELECT DISTINCT ON (f.framework_version_id, f.year, f.code, f.in_column) f.framework_version_id, f.year,
                f.code, f.in_column, f.above, f.below
            FROM (SELECT s.framework_version_id, s.year, s.code, s.in_column,
                    CAST(s.figures ->> 'numerator' AS numeric) AS above,
                    CAST(s.figures ->> 'denominator' AS numeric) AS below
                FROM said s WHERE s.figures ? 'numerator') f
            WHERE f.below > 0
            ORDER BY f.framework_version_id, f.year, f.code, f.in_column, round(f.above, 60) / f.below DESC, f.below
        )
        SELECT a.id, b.code, b.in_column, b.above, b.below FROM public.assessments a
        JOIN best b ON b.framework_version_id = a.framework_version_id AND b.year = a.year
        WHERE a.id = ANY (wanted) ORDER BY a.id, b.code, b.in_column;
    PERFORM set_config('dti.caller', asking, true);
END $$;
