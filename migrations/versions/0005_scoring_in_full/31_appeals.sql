-- squawk-ignore-file adding-foreign-key-constraint, constraint-missing-not-valid
-- Appeals against decisions on a closed assessment.
-- From which day on and before which day the decisions on a closed assessment may be appealed against.
CREATE TABLE appeal_rounds (
    id uuid PRIMARY KEY,
    assessment_id uuid NOT NULL REFERENCES assessments,
    number integer NOT NULL CHECK (number > 0),
    opens_on date NOT NULL,
    closes_before_on date NOT NULL,
    note text CHECK (note <> ''),
    source_id uuid REFERENCES sources,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (assessment_id, number),
    CONSTRAINT a_round_lasts CHECK (opens_on < closes_before_on),
    CONSTRAINT one_appeal_round_a_day EXCLUDE USING gist (
        assessment_id WITH =, daterange(opens_on, closes_before_on) WITH &&)
);

CREATE TRIGGER appeal_rounds_append_only BEFORE UPDATE OR DELETE ON appeal_rounds
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER appeal_rounds_not_truncated BEFORE TRUNCATE ON appeal_rounds
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE appeal_rounds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY appeal_rounds_system ON appeal_rounds USING ((SELECT caller_is_system()));

-- Days, and nothing of anybody.
CREATE POLICY appeal_rounds_read ON appeal_rounds FOR SELECT USING (true);

CREATE POLICY appeal_rounds_open ON appeal_rounds FOR INSERT WITH CHECK ((SELECT caller_decides('assessment')));

-- An organisation's appeal against the decision in force on its evidence. A decision is appealed against once.
CREATE TABLE appeals (
    id uuid PRIMARY KEY,
    round_id uuid NOT NULL REFERENCES appeal_rounds,
    decision_id uuid NOT NULL REFERENCES decisions,
    organisation_id uuid NOT NULL REFERENCES organisations,
    grounds text NOT NULL CHECK (grounds <> ''),
    appealed_by text NOT NULL,
    appealed_for text,
    appealed_on date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT one_appeal_a_decision UNIQUE (decision_id)
);

CREATE INDEX appeals_round ON appeals (round_id, recorded_at, id);

CREATE INDEX appeals_organisation ON appeals (organisation_id, recorded_at, id);

-- What became of an appeal. Upheld, it takes a new decision on the same revision and component; the decision is written
-- after the verdict that it answers.
CREATE TABLE appeal_verdicts (
    appeal_id uuid PRIMARY KEY REFERENCES appeals,
    verdict text NOT NULL CHECK (verdict IN ('upheld', 'dismissed')),
    reasons text NOT NULL CHECK (reasons <> ''),
    decision_id uuid UNIQUE REFERENCES decisions DEFERRABLE INITIALLY DEFERRED,
    decided_by text NOT NULL,
    decided_for text,
    organisation_id uuid NOT NULL REFERENCES organisations,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT upheld_decides CHECK ((verdict = 'upheld') = (decision_id IS NOT NULL))
);

CREATE TRIGGER appeals_append_only BEFORE UPDATE OR DELETE ON appeals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER appeals_not_truncated BEFORE TRUNCATE ON appeals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER appeal_verdicts_append_only BEFORE UPDATE OR DELETE ON appeal_verdicts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER appeal_verdicts_not_truncated BEFORE TRUNCATE ON appeal_verdicts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Inside its round's days, of the organisation whose evidence was decided on, against the decision that holds, and never
-- against what the same round decided.
CREATE FUNCTION refuse_stray_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.appealed_by = new.appealed_for OR NOT EXISTS (
        SELECT FROM appeal_rounds n
        JOIN assessments s ON s.id = n.assessment_id AND s.status = 'closed'
        JOIN evidence e ON e.assessment_id = n.assessment_id
            AND e.organisation_id = new.organisation_id AND e.withdrawn_at IS NULL
        JOIN evidence_revisions r ON r.evidence_id = e.id
        JOIN decisions x ON x.revision_id = r.id AND x.id = new.decision_id
        WHERE n.id = new.round_id AND n.opens_on <= new.appealed_on AND new.appealed_on < n.closes_before_on
            AND NOT EXISTS (SELECT FROM decisions y WHERE y.revision_id = x.revision_id
                AND y.component_id = x.component_id AND y.part IS NOT DISTINCT FROM x.part AND y.seq > x.seq)
            AND NOT EXISTS (SELECT FROM appeal_verdicts v JOIN appeals a ON a.id = v.appeal_id
                WHERE v.decision_id = x.id AND a.round_id = n.id))
    THEN
        RAISE EXCEPTION 'decision % cannot be appealed against here and now', new.decision_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_appeal_in_its_round';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER appeals_in_their_round BEFORE INSERT ON appeals
    FOR EACH ROW EXECUTE FUNCTION refuse_stray_appeal();

-- Two persons, counting whom they acted for: nobody judges an appeal that they made, against a decision that they took, or
-- on evidence that they submitted.
CREATE FUNCTION refuse_own_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    deciders text[] := ARRAY[new.decided_by, new.decided_for];
BEGIN
    IF new.decided_by = new.decided_for OR EXISTS (
        SELECT FROM appeals a JOIN decisions x ON x.id = a.decision_id
        JOIN evidence_revisions r ON r.id = x.revision_id
        WHERE a.id = new.appeal_id AND deciders && ARRAY[a.appealed_by, a.appealed_for, x.decided_by, x.decided_for,
            r.submitted_by, r.submitted_for])
    THEN
        RAISE EXCEPTION 'appeal % is judged by somebody with a hand in it', new.appeal_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER appeal_verdicts_two_persons BEFORE INSERT ON appeal_verdicts
    FOR EACH ROW EXECUTE FUNCTION refuse_own_appeal();

ALTER TABLE appeals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY appeals_system ON appeals USING ((SELECT caller_is_system()));

CREATE POLICY appeals_read ON appeals FOR SELECT USING (
    (SELECT caller_reads_all('appeal')) OR organisation_id = ANY (CAST((SELECT caller_reads('appeal')) AS uuid[])));

CREATE POLICY appeals_make ON appeals FOR INSERT WITH CHECK (
    organisation_id = (SELECT caller_own('writes', 'appeal')));

-- Who reads may lock, as whoever judges must; changed by nobody.
CREATE POLICY appeals_lock ON appeals FOR UPDATE USING (
    (SELECT caller_reads_all('appeal')) OR organisation_id = ANY (CAST((SELECT caller_reads('appeal')) AS uuid[])))
    WITH CHECK (false);

ALTER TABLE appeal_verdicts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY appeal_verdicts_system ON appeal_verdicts USING ((SELECT caller_is_system()));

CREATE POLICY appeal_verdicts_read ON appeal_verdicts FOR SELECT USING (
    (SELECT caller_reads_all('appeal')) OR EXISTS (SELECT FROM appeals a WHERE a.id = appeal_id));

CREATE POLICY appeal_verdicts_judge ON appeal_verdicts FOR INSERT WITH CHECK (
    (SELECT caller_decides('appeal')) AND organisation_id = (SELECT caller_own('own', 'appeal')));

-- Once closed, a decision is taken only by the verdict on an appeal, on the same revision and component (or the one that
-- alone succeeds it under the assessment's present version).
CREATE FUNCTION refuse_decision_when_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    IF EXISTS (SELECT FROM public.appeal_verdicts v JOIN public.appeals a ON a.id = v.appeal_id
        JOIN public.decisions x ON x.id = a.decision_id
        JOIN public.component_lines l ON l.ancestor_id = x.component_id AND l.alone
        WHERE v.decision_id = new.id AND x.revision_id = new.revision_id AND l.component_id = new.component_id
            AND x.part IS NOT DISTINCT FROM new.part)
    THEN
        RETURN new;
    END IF;
    SELECT e.assessment_id, e.organisation_id INTO found
    FROM public.evidence_revisions r JOIN public.evidence e ON e.id = r.evidence_id WHERE r.id = new.revision_id;
    PERFORM public.refuse_unless_open(found.assessment_id, found.organisation_id);
    RETURN new;
END $$;

CREATE TRIGGER decisions_while_open BEFORE INSERT ON decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_decision_when_closed();

-- Which decisions hold for a component of an assessment, and on whose evidence, whoever asks: that a decision counted
-- everybody sees who reads scores, and who appeals against another's is told so. Nothing of what was said in them.
CREATE FUNCTION decisions_in_force(assessment uuid, component uuid) RETURNS TABLE (
    id uuid, organisation_id uuid, recorded_at timestamptz, appealed boolean, of_round uuid)
LANGUAGE plpgsql AS $$
DECLARE
    asking CONSTANT text := COALESCE(current_setting('dti.caller', true), '');
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    RETURN QUERY SELECT latest.id, latest.organisation_id, latest.recorded_at,
        EXISTS (SELECT FROM public.appeals a WHERE a.decision_id = latest.id),
        (SELECT a.round_id FROM public.appeal_verdicts v JOIN public.appeals a ON a.id = v.appeal_id
            WHERE v.decision_id = latest.id)
    FROM (
        SELECT DISTINCT ON (r.id, x.part) x.id, e.organisation_id, x.recorded_at
        FROM public.evidence e JOIN public.assessments s ON s.id = e.assessment_id
        JOIN public.evidence_revisions r ON r.evidence_id = e.id
        JOIN public.decisions x ON x.revision_id = r.id
        JOIN public.component_lines l ON l.ancestor_id = x.component_id AND l.alone
            AND l.framework_version_id = s.framework_version_id AND l.component_id = component
        WHERE e.assessment_id = assessment AND e.withdrawn_at IS NULL
        ORDER BY r.id, x.part, x.seq DESC
    ) latest;
    PERFORM set_config('dti.caller', asking, true);
END
$$;
