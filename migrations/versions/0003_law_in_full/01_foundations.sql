-- What several domains need: rows that are corrected and still tell what was known before, and tables that are fed.
-- A correction keeps the row it corrects in `<table>_past`, closed at this transaction's time. A row that is only closed
-- (`superseded_at`) says itself until when it was known; one that is opened again leaves its first life behind.
CREATE FUNCTION keep_past() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing boolean := old.superseded_at = 'infinity' AND new.superseded_at < 'infinity';
    passing text[] := ARRAY['recorded_at', 'superseded_at', 'version'];
BEGIN
    IF to_jsonb(old) - passing = to_jsonb(new) - passing AND (closing OR old.superseded_at = new.superseded_at) THEN
        RETURN new;
    END IF;
    IF old.recorded_at < least(now(), old.superseded_at) THEN
        EXECUTE format('INSERT INTO %I SELECT ($1).*', tg_table_name || '_past')
            USING jsonb_populate_record(old, jsonb_build_object('superseded_at', least(now(), old.superseded_at)));
    END IF;
    IF NOT closing THEN
        new.recorded_at := now();
    END IF;
    RETURN new;
END $$;

-- Give a table its past: `<table>_past`, filled by the trigger above and changed by nobody, and the view `<table>_known`
-- of both, from which a reading with `known_at` takes the one row that was known then. To be called when the table has
-- all its columns: the view and the past are made of those.
CREATE FUNCTION give_past(given regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := CAST(given AS text);
BEGIN
    -- A row written before a column was added does not hold its default; the trigger, to which such a row comes as it
    -- is stored, would see nothing there. Written once anew, every row holds all its columns.
    EXECUTE format('UPDATE %I SET superseded_at = superseded_at', name);
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', name || '_past', name);
    EXECUTE format('CREATE INDEX %I ON %I (id, recorded_at)', name || '_past_id', name || '_past');
    EXECUTE format('CREATE TRIGGER keeps_past BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION keep_past()', name);
    EXECUTE format('CREATE TRIGGER past_append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW'
        ' EXECUTE FUNCTION refuse_change()', name || '_past');
    EXECUTE format('CREATE TRIGGER past_not_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT'
        ' EXECUTE FUNCTION refuse_change()', name || '_past');
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I UNION ALL SELECT * FROM %I', name || '_known', name,
        name || '_past');
END $$;

-- Let the rows of a table appear in the change feed (0002_doors/30_changes.sql, `note`).
CREATE FUNCTION feed(given regclass, noted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := CAST(given AS text);
BEGIN
    EXECUTE format('CREATE TRIGGER fed_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS changed'
        ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', name, noted);
    EXECUTE format('CREATE TRIGGER fed_updated AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed'
        ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', name, noted);
    EXECUTE format('CREATE TRIGGER fed_updated_from AFTER UPDATE ON %I REFERENCING OLD TABLE AS changed'
        ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', name, noted);
    EXECUTE format('CREATE TRIGGER fed_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS changed'
        ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', name, noted);
    EXECUTE format('CREATE TRIGGER fed_not_truncated BEFORE TRUNCATE ON %I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
END $$;
