-- Evidence: revisions of a document, the components each revision serves, and decisions on them.
CREATE TABLE evidence (
    id uuid PRIMARY KEY,
    assessment_id uuid NOT NULL REFERENCES assessments,
    organisation_id uuid NOT NULL REFERENCES organisations,
    withdrawn_at timestamptz,
    withdrawn_by text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX evidence_newest ON evidence (recorded_at DESC, id DESC);

CREATE INDEX evidence_assessment ON evidence (assessment_id, recorded_at DESC, id DESC);

CREATE INDEX evidence_organisation ON evidence (organisation_id, recorded_at DESC, id DESC);

CREATE TABLE evidence_revisions (
    id uuid PRIMARY KEY,
    evidence_id uuid NOT NULL REFERENCES evidence,
    revision integer NOT NULL,
    title text NOT NULL,
    document_number text,
    issued_on date,
    issuer text,
    note text,
    file_name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 text NOT NULL,
    submitted_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (evidence_id, revision)
);

CREATE TRIGGER evidence_revisions_append_only BEFORE UPDATE OR DELETE ON evidence_revisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER evidence_revisions_not_truncated BEFORE TRUNCATE ON evidence_revisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE INDEX evidence_revisions_sha256 ON evidence_revisions (sha256);

CREATE TABLE evidence_components (
    revision_id uuid NOT NULL REFERENCES evidence_revisions,
    component_id uuid NOT NULL REFERENCES components,
    PRIMARY KEY (revision_id, component_id)
);

CREATE TRIGGER evidence_components_append_only BEFORE UPDATE OR DELETE ON evidence_components
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER evidence_components_not_truncated BEFORE TRUNCATE ON evidence_components
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE INDEX evidence_components_component ON evidence_components (component_id);

CREATE TABLE decisions (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    revision_id uuid NOT NULL REFERENCES evidence_revisions,
    component_id uuid NOT NULL REFERENCES components,
    verdict text NOT NULL CHECK (verdict IN ('accept', 'partial', 'reject')),
    points points,
    max_points points NOT NULL,
    input_values jsonb NOT NULL,
    reason_code text,
    note text,
    decided_by text NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    same_organisation boolean NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT refusal_has_a_reason CHECK (verdict = 'accept' OR reason_code IS NOT NULL)
);

CREATE INDEX decisions_latest ON decisions (revision_id, component_id, seq DESC);

CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER decisions_not_truncated BEFORE TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
