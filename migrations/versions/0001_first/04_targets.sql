-- Targets, what the documents say of their milestones, and append-only measurements. A target is corrected in place;
-- one that the catalog no longer states is closed (`superseded_at`).
CREATE TABLE targets (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    position integer NOT NULL,
    name text NOT NULL,
    pillar text CHECK (pillar IN ('government', 'economy', 'society')),
    level text NOT NULL CHECK (level IN ('province', 'department', 'district', 'commune', 'enterprise', 'individual')),
    measure text NOT NULL CHECK (measure IN ('numeric', 'qualitative', 'by_reference')),
    unit text,
    direction text CHECK (direction IN ('increase', 'decrease')),
    numerator text,
    denominator text,
    aggregation text CHECK (aggregation IN ('last', 'mean_over_years')),
    natural_limit numeric,
    reference_id uuid REFERENCES legal_documents,
    baseline_value numeric,
    baseline_qualifier text,
    baseline_known_on date,
    baseline_source_id uuid REFERENCES sources,
    baseline_certainty certainty,
    owner_id uuid REFERENCES organisations,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT numeric_is_complete CHECK (measure <> 'numeric' OR (unit IS NOT NULL AND direction IS NOT NULL
        AND aggregation IS NOT NULL)),
    CONSTRAINT baseline_is_sourced CHECK ((baseline_value IS NULL) = (baseline_source_id IS NULL))
);

CREATE INDEX targets_order ON targets (position, id);

CREATE INDEX targets_pillar_order ON targets (pillar, position, id);

CREATE INDEX targets_level_order ON targets (level, position, id);

CREATE INDEX targets_owner_order ON targets (owner_id, position, id) WHERE owner_id IS NOT NULL;

CREATE INDEX targets_search ON targets USING gin (search_key(code || ' ' || name) gin_trgm_ops);

-- One row per target, year and document; position 0 governs, the others are other documents' wording.
CREATE TABLE milestones (
    id uuid PRIMARY KEY,
    target_id uuid NOT NULL REFERENCES targets,
    year integer NOT NULL,
    position integer NOT NULL,
    operator text CHECK (operator IN ('gte', 'gt', 'stated')),
    value numeric,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT one_statement EXCLUDE USING gist (target_id WITH =, year WITH =, position WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&)
);

CREATE INDEX milestones_target ON milestones (target_id, year, position);

CREATE TABLE measurements (
    id uuid PRIMARY KEY,
    target_id uuid NOT NULL REFERENCES targets,
    organisation_id uuid NOT NULL REFERENCES organisations,
    measured_on date NOT NULL,
    value numeric NOT NULL,
    numerator numeric,
    denominator numeric CHECK (denominator <> 0),
    kind text NOT NULL CHECK (kind IN ('estimate', 'final')),
    origin text NOT NULL CHECK (origin IN ('organisation', 'machine', 'statistics_office')),
    report_id uuid,
    report_round integer,
    quality_note text,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX measurements_order ON measurements (recorded_at, id);

CREATE INDEX measurements_target ON measurements (target_id, measured_on DESC, recorded_at DESC);

-- A report's figure becomes one measurement, however often the acceptance is replayed.
CREATE UNIQUE INDEX measurements_of_report ON measurements (report_id, report_round, target_id)
    WHERE report_id IS NOT NULL;

CREATE TRIGGER measurements_append_only BEFORE UPDATE OR DELETE ON measurements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER measurements_not_truncated BEFORE TRUNCATE ON measurements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
