-- Structures, inputs, layouts and runs are append-only: what is there stays there. So that a reference to one of them holds,
-- it is enough that it was there when the row came, and that is asked once for all rows of a statement: a recomputation of
-- some thousand assessments spent a tenth of PostgreSQL's time on asking row by row.
-- squawk-ignore ban-drop-constraint
ALTER TABLE runs DROP CONSTRAINT runs_structure_sha256_fkey, DROP CONSTRAINT runs_own_inputs;

-- squawk-ignore ban-drop-constraint
ALTER TABLE run_columns DROP CONSTRAINT run_columns_run_id_fkey, DROP CONSTRAINT run_columns_layout_sha256_fkey;

CREATE FUNCTION runs_know_what_they_read() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    SELECT r.sha256 INTO missing FROM (SELECT DISTINCT a.structure_sha256 AS sha256 FROM added a) r
    WHERE NOT EXISTS (SELECT FROM public.run_structures s WHERE s.sha256 = r.sha256) LIMIT 1;
    IF missing IS NULL THEN
        SELECT r.sha256 INTO missing FROM (SELECT DISTINCT a.own_sha256 AS sha256 FROM added a) r
        WHERE r.sha256 IS NOT NULL AND NOT EXISTS (SELECT FROM public.run_inputs i WHERE i.sha256 = r.sha256) LIMIT 1;
    END IF;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'a run read % and it is not there', missing USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION run_columns_know_their_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    SELECT CAST(r.run_id AS text) INTO missing FROM (SELECT DISTINCT a.run_id FROM added a) r
    WHERE NOT EXISTS (SELECT FROM public.runs o WHERE o.id = r.run_id) LIMIT 1;
    IF missing IS NULL THEN
        SELECT r.sha256 INTO missing FROM (SELECT DISTINCT a.layout_sha256 AS sha256 FROM added a) r
        WHERE NOT EXISTS (SELECT FROM public.run_layouts l WHERE l.sha256 = r.sha256) LIMIT 1;
    END IF;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'a column belongs to % and it is not there', missing USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER runs_known AFTER INSERT ON runs REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION runs_know_what_they_read();

CREATE TRIGGER run_columns_known AFTER INSERT ON run_columns REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION run_columns_know_their_run();

-- The figures of a column take some 2 kB, just what PostgreSQL begins to compress; packing them took longer than writing.
ALTER TABLE run_columns SET (toast_tuple_target = 4096);
