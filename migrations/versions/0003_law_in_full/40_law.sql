-- squawk-ignore-file require-concurrent-index-creation
-- Documents that are recorded by API, what is corrected in them, which one amends or replaces which, and quotes that are
-- looked for in their texts. `line` is the text with single spaces, in which a quote is found whatever the line breaks
-- (shared/law/quotes.py). `ends_on`: the first day on which the document no longer holds, when it says so itself.
ALTER TABLE legal_documents
    ADD COLUMN line text,
    ADD COLUMN ends_on date,
    ADD COLUMN amends uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN replaces uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    ADD COLUMN superseded_at timestamptz NOT NULL DEFAULT 'infinity';

UPDATE legal_documents SET line = btrim(regexp_replace(body, '\s+', ' ', 'g'));

ALTER TABLE legal_documents ADD CONSTRAINT legal_documents_amend_others
    CHECK (NOT id = ANY (amends || replaces || implements)) NOT VALID;

SELECT give_past('legal_documents');

CREATE INDEX legal_documents_amends ON legal_documents USING gin (amends);

CREATE INDEX legal_documents_replaces ON legal_documents USING gin (replaces);

CREATE INDEX legal_documents_implements ON legal_documents USING gin (implements);

-- What was wrong or unknown in a document and was recorded by API since: the fields it states anew, on a ground of their
-- own. A document's row is its first statement under all its corrections in the order of recording (rules.fold), so that
-- a new edition of the catalog takes none of them back.
CREATE TABLE legal_document_corrections (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    document_id uuid NOT NULL REFERENCES legal_documents,
    fields jsonb NOT NULL CHECK (jsonb_typeof(fields) = 'object' AND fields <> '{}'),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX legal_document_corrections_document ON legal_document_corrections (document_id, seq);

CREATE TRIGGER legal_document_corrections_append_only BEFORE UPDATE OR DELETE ON legal_document_corrections
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER legal_document_corrections_not_truncated BEFORE TRUNCATE ON legal_document_corrections
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Everybody reads the law; who states it is the catalog, or the coordinating department (0002_doors/90_rights.sql).
ALTER TABLE legal_documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY legal_documents_read ON legal_documents FOR SELECT USING (true);

CREATE POLICY legal_documents_system ON legal_documents USING ((SELECT caller_is_system()));

CREATE POLICY legal_documents_state ON legal_documents FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')) AND stated_by = 'api');

CREATE POLICY legal_documents_correct ON legal_documents FOR UPDATE USING ((SELECT caller_decides('law')));

ALTER TABLE legal_document_corrections ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY legal_document_corrections_read ON legal_document_corrections FOR SELECT USING (true);

CREATE POLICY legal_document_corrections_system ON legal_document_corrections USING ((SELECT caller_is_system()));

CREATE POLICY legal_document_corrections_state ON legal_document_corrections FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')));

-- What rests on a document is found by its sources.
CREATE INDEX sources_document ON sources (document_id) WHERE document_id IS NOT NULL;

CREATE INDEX milestones_source ON milestones (source_id);

-- Every step of a report: signed, returned, accepted. `moved_at` lies on the civil calendar of the product (`TODAY`),
-- `recorded_at` on the machine's clock: how many have reported by a day, as known at an instant, stays answerable, and
-- so does by which milestone a figure was judged.
CREATE TABLE report_moves (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    report_id uuid NOT NULL REFERENCES reports,
    round integer NOT NULL,
    state text NOT NULL CHECK (state IN ('submitted', 'returned', 'accepted')),
    moved_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX report_moves_report ON report_moves (report_id, seq DESC);

INSERT INTO report_moves (report_id, round, state, moved_at, recorded_at)
SELECT x.report_id, x.round, s.state, s.at, s.at
FROM report_rounds x
CROSS JOIN LATERAL (VALUES ('submitted', x.submitted_at), (x.verdict, x.decided_at)) AS s (state, at)
WHERE s.at IS NOT NULL
ORDER BY s.at, x.report_id, x.round;

CREATE TRIGGER report_moves_append_only BEFORE UPDATE OR DELETE ON report_moves
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER report_moves_not_truncated BEFORE TRUNCATE ON report_moves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whoever reads an obligation reads the steps of its report; whoever moves a report adds one.
ALTER TABLE report_moves ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY report_moves_system ON report_moves USING ((SELECT caller_is_system()));

CREATE POLICY report_moves_read ON report_moves FOR SELECT USING (
    (SELECT caller_reads_all('obligation')) OR EXISTS (SELECT FROM reports p WHERE p.id = report_id));

CREATE POLICY report_moves_add ON report_moves FOR INSERT WITH CHECK (
    (SELECT caller_decides('report')) OR EXISTS (SELECT FROM reports p JOIN obligations b ON b.id = p.obligation_id
        WHERE p.id = report_id AND b.organisation_id = (SELECT caller_own('writes', 'report'))));

CREATE FUNCTION keep_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_moves (report_id, round, state, moved_at)
    SELECT new.id, new.round, new.state, CASE new.state WHEN 'submitted' THEN x.submitted_at ELSE x.decided_at END
    FROM report_rounds x WHERE (x.report_id, x.round) = (new.id, new.round);
    RETURN NULL;
END $$;

CREATE TRIGGER keeps_move AFTER UPDATE ON reports FOR EACH ROW
    WHEN (new.state <> old.state AND new.state <> 'draft') EXECUTE FUNCTION keep_move();
