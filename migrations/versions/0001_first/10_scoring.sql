-- Runs are insert-only; a score is (run, column, node) and never changes. The head only moves forward.
-- What a run read of its framework, once per content: a run a write would repeat 40 kB of it each time.
CREATE TABLE run_structures (
    sha256 text PRIMARY KEY,
    body jsonb NOT NULL
);

CREATE TABLE runs (
    id uuid PRIMARY KEY,
    assessment_id uuid NOT NULL REFERENCES assessments,
    framework_version_id uuid NOT NULL REFERENCES framework_versions,
    inputs_version bigint NOT NULL,
    engine_version text NOT NULL,
    structure_sha256 text NOT NULL REFERENCES run_structures,
    inputs jsonb NOT NULL,
    inputs_sha256 text NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (assessment_id, inputs_version, engine_version)
);

-- node: `total`, `pillar:government`, `index:7`, `component:7.12`.
CREATE TABLE scores (
    id uuid PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES runs,
    score_column text NOT NULL CHECK (score_column IN ('self', 'verified')),
    node text NOT NULL,
    points points,
    max_points points,
    value points,
    certainty certainty NOT NULL,
    undecided integer NOT NULL,
    not_determinable boolean NOT NULL,
    basis jsonb NOT NULL,
    UNIQUE (run_id, score_column, node)
);

CREATE TABLE assessment_heads (
    assessment_id uuid PRIMARY KEY REFERENCES assessments,
    computed_version bigint NOT NULL,
    run_id uuid NOT NULL REFERENCES runs,
    computed_at timestamptz NOT NULL
);

CREATE TRIGGER run_structures_append_only BEFORE UPDATE OR DELETE ON run_structures
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER run_structures_not_truncated BEFORE TRUNCATE ON run_structures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER runs_append_only BEFORE UPDATE OR DELETE ON runs FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER runs_not_truncated BEFORE TRUNCATE ON runs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER scores_append_only BEFORE UPDATE OR DELETE ON scores FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER scores_not_truncated BEFORE TRUNCATE ON scores
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION head_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.computed_version < old.computed_version THEN
        RAISE EXCEPTION 'the head of an assessment only moves forward' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER assessment_heads_forward BEFORE UPDATE ON assessment_heads
    FOR EACH ROW EXECUTE FUNCTION head_moves_forward();

CREATE TRIGGER assessment_heads_stay BEFORE DELETE ON assessment_heads
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER assessment_heads_not_truncated BEFORE TRUNCATE ON assessment_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
