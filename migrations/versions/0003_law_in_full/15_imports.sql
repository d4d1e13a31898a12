-- Imports of files (docs/decisions/bulk-imports.md). A row says who asked for what and how it ended. What was sent is
-- kept until then only; its SHA-256 stays. `caller` is whom row level security is told while the worker carries it out:
-- it can do nothing that the caller could not. `why` says why one failed or was cancelled, in both languages.
CREATE TABLE file_imports (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'judged', 'done', 'refused', 'failed', 'cancelled')),
    dry_run boolean NOT NULL,
    organisation text NOT NULL,
    actor jsonb NOT NULL,
    caller jsonb,
    facts jsonb NOT NULL,
    file_name text,
    media_type text NOT NULL,
    byte_count bigint NOT NULL,
    sha256 text NOT NULL,
    row_count bigint,
    rows_read bigint NOT NULL DEFAULT 0,
    rows_judged bigint NOT NULL DEFAULT 0,
    rows_written bigint NOT NULL DEFAULT 0,
    counts jsonb,
    findings jsonb NOT NULL DEFAULT '[]',
    error_count bigint NOT NULL DEFAULT 0,
    warning_count bigint NOT NULL DEFAULT 0,
    why jsonb,
    attempts integer NOT NULL DEFAULT 0,
    cancel_asked boolean NOT NULL DEFAULT false,
    requested_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CHECK ((ended_at IS NULL) = (state IN ('waiting', 'running'))),
    CHECK ((why IS NOT NULL) = (state IN ('failed', 'cancelled')))
);

-- What the sweeper looks for, and what it takes away after its time.
CREATE INDEX file_imports_open ON file_imports (requested_at) WHERE ended_at IS NULL;

CREATE INDEX file_imports_ended ON file_imports (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE file_import_contents (
    import_id uuid PRIMARY KEY REFERENCES file_imports ON DELETE CASCADE,
    content bytea NOT NULL
);

-- Verdicts by the file's order, 200 to a row: [[number of the row, verdict, key], …]. As a row each, those of 50,000
-- rows would cost a tenth of the whole import.
CREATE TABLE file_import_verdicts (
    import_id uuid NOT NULL REFERENCES file_imports ON DELETE CASCADE,
    first_row bigint NOT NULL,
    last_row bigint NOT NULL CHECK (last_row >= first_row),
    verdicts jsonb NOT NULL,
    PRIMARY KEY (import_id, last_row)
);

-- Whose imports the caller sees (`own`) or adds (`writes`): those of their organisation (its slug, which may be empty
-- for a role of the province), when they may import at all.
CREATE FUNCTION caller_imports(list text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN public.caller() -> $1 ? 'import' THEN public.caller() ->> 'org' END
$$;

ALTER TABLE file_imports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY file_imports_system ON file_imports USING ((SELECT caller_is_system()));

CREATE POLICY file_imports_read ON file_imports FOR SELECT USING (organisation = (SELECT caller_imports('own')));

CREATE POLICY file_imports_ask ON file_imports FOR INSERT WITH CHECK (
    organisation = (SELECT caller_imports('writes')));

CREATE POLICY file_imports_end ON file_imports FOR UPDATE USING (organisation = (SELECT caller_imports('own')))
    WITH CHECK (organisation = (SELECT caller_imports('writes')));

ALTER TABLE file_import_contents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY file_import_contents_system ON file_import_contents USING ((SELECT caller_is_system()));

-- Nobody's request reads a file again; whoever may ask for the import lays it down, the worker takes it away.
CREATE POLICY file_import_contents_ask ON file_import_contents FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM file_imports i WHERE i.id = import_id AND i.organisation = (SELECT caller_imports('writes'))));

ALTER TABLE file_import_verdicts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY file_import_verdicts_system ON file_import_verdicts USING ((SELECT caller_is_system()));

CREATE POLICY file_import_verdicts_read ON file_import_verdicts FOR SELECT USING (
    EXISTS (SELECT FROM file_imports i WHERE i.id = import_id));

CREATE POLICY file_import_verdicts_say ON file_import_verdicts FOR INSERT WITH CHECK (
    import_id IN (SELECT i.id FROM file_imports i WHERE i.organisation = (SELECT caller_imports('writes'))));
