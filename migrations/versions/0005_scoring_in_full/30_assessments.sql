-- squawk-ignore-file adding-foreign-key-constraint, adding-field-with-default, constraint-missing-not-valid, ban-drop-constraint
-- Assessments that people open and close, and components that do not apply (31_appeals.sql: appeals against decisions).
-- A closed assessment takes no claims, evidence or ordinary decisions any more; appeals by their rounds. It stays closed.
ALTER TABLE assessments DROP CONSTRAINT assessments_status_check;

ALTER TABLE assessments
    ADD CONSTRAINT assessments_status_check CHECK (status IN ('open', 'closed', 'imported')),
    ADD COLUMN stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    ADD COLUMN closed_on date,
    ADD CONSTRAINT closed_on_a_day CHECK ((status = 'closed') = (closed_on IS NOT NULL));

CREATE FUNCTION refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.status = 'closed' AND (new.status, new.closed_on) IS DISTINCT FROM (old.status, old.closed_on) THEN
        RAISE EXCEPTION 'assessment % is closed', old.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER assessments_stay_closed BEFORE UPDATE ON assessments
    FOR EACH ROW EXECUTE FUNCTION refuse_reopening();

-- Everybody reads assessments; who opens and closes them is the catalog, or the coordinating department. Whoever writes
-- to one holds it (FOR KEY SHARE, as its foreign key does), so that it is not closed in between: locking is everybody's.
ALTER TABLE assessments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY assessments_read ON assessments FOR SELECT USING (true);

CREATE POLICY assessments_system ON assessments USING ((SELECT caller_is_system()));

CREATE POLICY assessments_open ON assessments FOR INSERT WITH CHECK (
    (SELECT caller_decides('assessment')) AND stated_by = 'api');

CREATE POLICY assessments_close ON assessments FOR UPDATE USING (true)
    WITH CHECK ((SELECT caller_decides('assessment')));

-- Which components of an assessment do not apply, and why; the latest statement holds. What becomes of their points the
-- framework version says.
CREATE TABLE component_applicability (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    assessment_id uuid NOT NULL REFERENCES assessments,
    component_id uuid NOT NULL REFERENCES components,
    applicable boolean NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    stated_by text NOT NULL,
    stated_for text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX component_applicability_latest ON component_applicability (assessment_id, component_id, seq DESC);

CREATE TRIGGER component_applicability_append_only BEFORE UPDATE OR DELETE ON component_applicability
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER component_applicability_not_truncated BEFORE TRUNCATE ON component_applicability
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE component_applicability ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY component_applicability_system ON component_applicability USING ((SELECT caller_is_system()));

CREATE POLICY component_applicability_read ON component_applicability FOR SELECT USING (
    (SELECT caller_reads_all('score')));

CREATE POLICY component_applicability_state ON component_applicability FOR INSERT WITH CHECK (
    (SELECT caller_decides('assessment')));

-- What is written to an assessment: held against its closing, and only while it is open. To the assessment of one of the
-- province's own agencies that agency alone.
CREATE FUNCTION refuse_unless_open(assessment uuid, writer uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SELECT a.status, a.organisation_id, f.level INTO found
    FROM public.assessments a JOIN public.framework_versions v ON v.id = a.framework_version_id
    JOIN public.frameworks f ON f.id = v.framework_id
    WHERE a.id = assessment FOR KEY SHARE OF a;
    IF found.status IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'assessment % is not open', assessment
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assessment_is_open';
    END IF;
    IF found.level <> 'province' AND writer IS DISTINCT FROM found.organisation_id THEN
        RAISE EXCEPTION 'assessment % is another organisation''s', assessment
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assessment_is_own';
    END IF;
END $$;

CREATE FUNCTION refuse_write_when_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.refuse_unless_open(new.assessment_id, new.organisation_id);
    RETURN new;
END $$;

CREATE TRIGGER claims_while_open BEFORE INSERT ON claims
    FOR EACH ROW EXECUTE FUNCTION refuse_write_when_closed();

-- Posting, and taking back.
CREATE TRIGGER evidence_while_open BEFORE INSERT OR UPDATE ON evidence
    FOR EACH ROW EXECUTE FUNCTION refuse_write_when_closed();

CREATE FUNCTION refuse_statement_when_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.refuse_unless_open(new.assessment_id,
        (SELECT a.organisation_id FROM public.assessments a WHERE a.id = new.assessment_id));
    RETURN new;
END $$;

CREATE TRIGGER component_applicability_while_open BEFORE INSERT ON component_applicability
    FOR EACH ROW EXECUTE FUNCTION refuse_statement_when_closed();
