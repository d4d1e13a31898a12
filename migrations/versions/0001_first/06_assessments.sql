-- One framework version, one organisation, one year. The wanted version and the computed head live in two tables:
-- in one row, a computation under steady posts never won (docs/scoring.md, Recomputation).
CREATE TABLE assessments (
    id uuid PRIMARY KEY,
    framework_version_id uuid NOT NULL REFERENCES framework_versions,
    organisation_id uuid NOT NULL REFERENCES organisations,
    year integer NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'imported')),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (framework_version_id, organisation_id, year)
);

CREATE TABLE assessment_versions (
    assessment_id uuid PRIMARY KEY REFERENCES assessments,
    version bigint NOT NULL
);

CREATE TABLE claims (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    assessment_id uuid NOT NULL REFERENCES assessments,
    component_id uuid NOT NULL REFERENCES components,
    points points,
    input_values jsonb NOT NULL,
    note text,
    claimed_by text NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX claims_latest ON claims (assessment_id, component_id, seq DESC);

CREATE TRIGGER claims_append_only BEFORE UPDATE OR DELETE ON claims
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER claims_not_truncated BEFORE TRUNCATE ON claims
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Published figures are imported, never computed (except what is marked derived). A corrected publication is another
-- import: the one before is superseded, its figures stay and still explain themselves.
CREATE TABLE imports (
    id uuid PRIMARY KEY,
    assessment_id uuid NOT NULL REFERENCES assessments,
    imported_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);

CREATE UNIQUE INDEX one_import_in_force ON imports (assessment_id) WHERE superseded_at = 'infinity';

CREATE TABLE published_values (
    id uuid PRIMARY KEY,
    import_id uuid NOT NULL REFERENCES imports,
    node text NOT NULL,
    value numeric,
    rank integer,
    rank_of integer,
    rank_source_id uuid REFERENCES sources,
    rank_certainty certainty,
    outcome text CHECK (outcome IN ('full', 'partial', 'zero', 'not_scored')),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    UNIQUE (import_id, node)
);

CREATE TRIGGER published_values_append_only BEFORE UPDATE OR DELETE ON published_values
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER published_values_not_truncated BEFORE TRUNCATE ON published_values
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A reason of plan 187 stands on its list of components, not on a single one.
CREATE TABLE published_reasons (
    id uuid PRIMARY KEY,
    import_id uuid NOT NULL REFERENCES imports,
    main_index integer NOT NULL,
    outcome text NOT NULL,
    components text[] NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL
);

CREATE TABLE rankings (
    id uuid PRIMARY KEY,
    framework_id uuid NOT NULL REFERENCES frameworks,
    year integer NOT NULL,
    kind text NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (framework_id, year, kind)
);

CREATE TABLE ranking_rows (
    ranking_id uuid NOT NULL REFERENCES rankings,
    organisation_id uuid NOT NULL REFERENCES organisations,
    rank integer NOT NULL,
    published_name text NOT NULL,
    PRIMARY KEY (ranking_id, organisation_id)
);
