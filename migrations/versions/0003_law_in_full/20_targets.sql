-- squawk-ignore-file adding-foreign-key-constraint, require-concurrent-index-creation, constraint-missing-not-valid, adding-field-with-default
-- Targets: corrections that keep their past, statements that amendments change from a day on, and their milestones.
-- Rows of the catalog and of the API stand side by side; an installation of the catalog touches its own rows only.
ALTER TABLE targets ADD COLUMN stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api'));

-- Columns that come later must be added to `targets_past` as well, and the view made anew.
SELECT give_past('targets');

CREATE INDEX targets_past_order ON targets_past (position, id);

CREATE INDEX targets_past_code ON targets_past (code);

-- What the documents say first: one row per target, year and document; position 0 governs, the others are other documents'
-- wording. `milestones` is the fold of these and of the amendments, in the order of their days, then of recording.
CREATE TABLE milestone_statements (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    target_id uuid NOT NULL REFERENCES targets,
    year integer NOT NULL,
    position integer NOT NULL,
    operator text CHECK (operator IN ('gte', 'gt', 'stated')),
    value numeric,
    valid_from date NOT NULL DEFAULT '-infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT one_base_statement EXCLUDE USING gist (target_id WITH =, year WITH =, position WITH =,
        tstzrange(recorded_at, superseded_at) WITH &&)
);

CREATE INDEX milestone_statements_target ON milestone_statements (target_id, year, position);

INSERT INTO milestone_statements (target_id, year, position, operator, value, valid_from, recorded_at, source_id, certainty)
SELECT target_id, year, position, operator, value, valid_from, recorded_at, source_id, certainty
FROM milestones WHERE superseded_at = 'infinity';

-- An amendment replaces milestones of a target from a day on, or withdraws them. It is never changed: a wrong one is
-- followed by another. `lowers`: it says itself that it asks for less than what stood before, and why (`reason`).
CREATE TABLE target_amendments (
    id uuid PRIMARY KEY,
    sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    target_id uuid NOT NULL REFERENCES targets,
    effective_on date NOT NULL,
    lowers boolean NOT NULL,
    reason text CHECK (reason <> ''),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lowering_says_why CHECK (NOT lowers OR reason IS NOT NULL)
);

CREATE INDEX target_amendments_target ON target_amendments (target_id, effective_on, sequence);

CREATE TABLE amended_milestones (
    amendment_id uuid NOT NULL REFERENCES target_amendments,
    year integer NOT NULL,
    withdrawn boolean NOT NULL,
    operator text CHECK (operator IN ('gte', 'gt', 'stated')),
    value numeric,
    PRIMARY KEY (amendment_id, year),
    CONSTRAINT withdrawn_says_nothing CHECK (NOT withdrawn OR (operator IS NULL AND value IS NULL))
);

CREATE TRIGGER target_amendments_append_only BEFORE UPDATE OR DELETE ON target_amendments
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER target_amendments_not_truncated BEFORE TRUNCATE ON target_amendments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER amended_milestones_append_only BEFORE UPDATE OR DELETE ON amended_milestones
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER amended_milestones_not_truncated BEFORE TRUNCATE ON amended_milestones
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which amendment put a milestone in its place; null: a document's first statement.
ALTER TABLE milestones ADD COLUMN amendment_id uuid REFERENCES target_amendments;

-- Everybody reads targets; who states them is the catalog, or the coordinating department (0002_doors/90_rights.sql).
ALTER TABLE targets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY targets_read ON targets FOR SELECT USING (true);

CREATE POLICY targets_system ON targets USING ((SELECT caller_is_system()));

CREATE POLICY targets_state ON targets FOR INSERT WITH CHECK ((SELECT caller_decides('law')) AND stated_by = 'api');

-- Locked by whoever amends them, not changed.
CREATE POLICY targets_lock ON targets FOR UPDATE USING ((SELECT caller_decides('law'))) WITH CHECK (false);

ALTER TABLE milestones ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY milestones_read ON milestones FOR SELECT USING (true);

CREATE POLICY milestones_system ON milestones USING ((SELECT caller_is_system()));

CREATE POLICY milestones_state ON milestones FOR INSERT WITH CHECK ((SELECT caller_decides('law')));

CREATE POLICY milestones_close ON milestones FOR UPDATE USING ((SELECT caller_decides('law')));

ALTER TABLE milestone_statements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY milestone_statements_read ON milestone_statements FOR SELECT USING (true);

CREATE POLICY milestone_statements_system ON milestone_statements USING ((SELECT caller_is_system()));

CREATE POLICY milestone_statements_state ON milestone_statements FOR INSERT WITH CHECK ((SELECT caller_decides('law')));

ALTER TABLE target_amendments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY target_amendments_read ON target_amendments FOR SELECT USING (true);

CREATE POLICY target_amendments_system ON target_amendments USING ((SELECT caller_is_system()));

CREATE POLICY target_amendments_state ON target_amendments FOR INSERT WITH CHECK ((SELECT caller_decides('law')));

ALTER TABLE amended_milestones ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY amended_milestones_read ON amended_milestones FOR SELECT USING (true);

CREATE POLICY amended_milestones_system ON amended_milestones USING ((SELECT caller_is_system()));

CREATE POLICY amended_milestones_state ON amended_milestones FOR INSERT WITH CHECK ((SELECT caller_decides('law')));

-- Who recorded a legal document by API: nobody judges with a document of their own.
ALTER TABLE legal_documents ADD COLUMN recorded_by text;

-- Whether a target that has no figures is reached, as an accepted document says of an organisation and a year. Never
-- changed: a later judgement follows an earlier one.
CREATE TABLE target_judgements (
    id uuid PRIMARY KEY,
    sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    target_id uuid NOT NULL REFERENCES targets,
    organisation_id uuid NOT NULL REFERENCES organisations,
    year integer NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('achieved', 'not_yet')),
    judged_on date NOT NULL,
    note text CHECK (note <> ''),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    judged_by text NOT NULL,
    judged_for text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX target_judgements_latest ON target_judgements (target_id, organisation_id, year, judged_on, sequence);

CREATE TRIGGER target_judgements_append_only BEFORE UPDATE OR DELETE ON target_judgements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER target_judgements_not_truncated BEFORE TRUNCATE ON target_judgements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE target_judgements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY target_judgements_read ON target_judgements FOR SELECT USING (true);

CREATE POLICY target_judgements_system ON target_judgements USING ((SELECT caller_is_system()));

CREATE POLICY target_judgements_judge ON target_judgements FOR INSERT WITH CHECK ((SELECT caller_decides('judgement')));

-- A figure of the province that its complete parts contradict on the same day. Opened by the measurement that makes it
-- so, closed by a later one that resolves it or changes what is contradicted; `measurement_id` is the province's own.
CREATE TABLE measurement_findings (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind = 'contradicts_parts'),
    target_id uuid NOT NULL REFERENCES targets,
    organisation_id uuid NOT NULL REFERENCES organisations,
    measured_on date NOT NULL,
    measurement_id uuid NOT NULL REFERENCES measurements,
    hierarchy text NOT NULL,
    numerator numeric NOT NULL,
    denominator numeric NOT NULL,
    parts_value numeric NOT NULL,
    tolerance numeric NOT NULL,
    opened_by uuid[] NOT NULL CHECK (opened_by <> '{}'),
    recorded_at timestamptz NOT NULL,
    closed_by uuid[],
    closed_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT closed_by_something CHECK ((closed_at = 'infinity') = (closed_by IS NULL))
);

CREATE UNIQUE INDEX measurement_findings_open ON measurement_findings (target_id, organisation_id, measured_on)
    WHERE closed_at = 'infinity';

CREATE INDEX measurement_findings_order ON measurement_findings (recorded_at, id);

CREATE INDEX measurement_findings_target ON measurement_findings (target_id, recorded_at, id);

-- The rows of the parts.
CREATE TABLE measurement_finding_parts (
    finding_id uuid NOT NULL REFERENCES measurement_findings,
    measurement_id uuid NOT NULL REFERENCES measurements,
    PRIMARY KEY (finding_id, measurement_id)
);

CREATE TRIGGER measurement_finding_parts_append_only BEFORE UPDATE OR DELETE ON measurement_finding_parts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER measurement_finding_parts_not_truncated BEFORE TRUNCATE ON measurement_finding_parts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Nobody states a finding: whoever records figures, or accepts a report with them, opens and closes what follows.
ALTER TABLE measurement_findings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY measurement_findings_read ON measurement_findings FOR SELECT USING (true);

CREATE POLICY measurement_findings_system ON measurement_findings USING ((SELECT caller_is_system()));

CREATE POLICY measurement_findings_open ON measurement_findings FOR INSERT WITH CHECK (
    (SELECT caller_own('writes', 'measurement')) IS NOT NULL OR (SELECT caller_decides('report')));

CREATE POLICY measurement_findings_close ON measurement_findings FOR UPDATE USING (
    (SELECT caller_own('writes', 'measurement')) IS NOT NULL OR (SELECT caller_decides('report')));

ALTER TABLE measurement_finding_parts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY measurement_finding_parts_read ON measurement_finding_parts FOR SELECT USING (true);

CREATE POLICY measurement_finding_parts_system ON measurement_finding_parts USING ((SELECT caller_is_system()));

CREATE POLICY measurement_finding_parts_open ON measurement_finding_parts FOR INSERT WITH CHECK (
    (SELECT caller_own('writes', 'measurement')) IS NOT NULL OR (SELECT caller_decides('report')));
