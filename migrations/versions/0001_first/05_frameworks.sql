-- Frameworks: versioned; a published version never changes.
CREATE TABLE frameworks (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    code text NOT NULL,
    name text NOT NULL,
    document_id uuid NOT NULL REFERENCES legal_documents,
    level text NOT NULL,
    years integer[] NOT NULL,
    replaces_id uuid REFERENCES frameworks DEFERRABLE INITIALLY DEFERRED,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE framework_versions (
    id uuid PRIMARY KEY,
    framework_id uuid NOT NULL REFERENCES frameworks,
    version integer NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'published', 'incomplete')),
    total_method text NOT NULL CHECK (total_method IN ('sum_of_points', 'weighted_pillars', 'unknown')),
    total_points numeric,
    component_count integer,
    main_index_count integer,
    content_sha256 text NOT NULL,
    published_at timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (framework_id, version)
);

CREATE TABLE main_indices (
    id uuid PRIMARY KEY,
    framework_version_id uuid NOT NULL REFERENCES framework_versions,
    number integer NOT NULL,
    number_187 integer,
    name text NOT NULL,
    index_group text CHECK (index_group IN ('foundation', 'activity')),
    weight points,
    component_count integer,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    UNIQUE (framework_version_id, number)
);

CREATE TABLE pillars (
    id uuid PRIMARY KEY,
    framework_version_id uuid NOT NULL REFERENCES framework_versions,
    code text NOT NULL CHECK (code IN ('government', 'economy', 'society')),
    name text NOT NULL,
    main_indices integer[] NOT NULL,
    max_points points,
    share numeric,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    UNIQUE (framework_version_id, code)
);

CREATE TABLE components (
    id uuid PRIMARY KEY,
    framework_version_id uuid NOT NULL REFERENCES framework_versions,
    main_index_id uuid NOT NULL REFERENCES main_indices,
    code text NOT NULL,
    code_187 text,
    code_certainty text NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    rule jsonb NOT NULL,
    rule_certainty certainty NOT NULL,
    max_points points,
    max_points_certainty certainty NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    UNIQUE (framework_version_id, code)
);

CREATE INDEX components_main_index ON components (main_index_id);
