-- Legal documents and the ground of every catalog row.
CREATE TABLE sources (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('legal', 'official_site', 'press', 'derived')),
    document_id uuid,
    clause text,
    quote text,
    address text,
    note text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT legal_names_its_clause CHECK (kind <> 'legal' OR (document_id IS NOT NULL AND clause IS NOT NULL))
);

CREATE TABLE legal_documents (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    number text,
    title text NOT NULL,
    kind text NOT NULL,
    issuer text NOT NULL,
    issued_on date,
    effective_on date,
    implements uuid[] NOT NULL DEFAULT '{}',
    body text,
    body_sha256 text,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

-- A document's own source may be the document itself: checked at commit.
ALTER TABLE sources ADD CONSTRAINT sources_document FOREIGN KEY (document_id) REFERENCES legal_documents
    DEFERRABLE INITIALLY DEFERRED;
