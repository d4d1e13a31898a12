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
