-- squawk-ignore-file adding-field-with-default
-- Published results imported by API, beside the catalog's. `file_import_id` is the file's import, which is kept for a while.
ALTER TABLE imports ADD COLUMN file_import_id uuid;

-- What an import says never changes; it is only superseded by another one (and the catalog's put in force again).
CREATE FUNCTION import_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'UPDATE' AND to_jsonb(old) - 'superseded_at' = to_jsonb(new) - 'superseded_at' THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'import % stays as it is: % refused', old.id, tg_op USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER imports_stay BEFORE UPDATE OR DELETE ON imports FOR EACH ROW EXECUTE FUNCTION import_stays();

-- Everybody reads what was published; who states it is the catalog, or the coordinating department by an import.
ALTER TABLE imports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY imports_read ON imports FOR SELECT USING (true);

CREATE POLICY imports_system ON imports USING ((SELECT caller_is_system()));

CREATE POLICY imports_state ON imports FOR INSERT WITH CHECK (
    (SELECT caller_decides('assessment')) AND imported_by <> 'catalog');

CREATE POLICY imports_supersede ON imports FOR UPDATE USING ((SELECT caller_decides('assessment')))
    WITH CHECK ((SELECT caller_decides('assessment')) AND superseded_at < 'infinity');

ALTER TABLE published_values ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY published_values_read ON published_values FOR SELECT USING (true);

CREATE POLICY published_values_system ON published_values USING ((SELECT caller_is_system()));

CREATE POLICY published_values_state ON published_values FOR INSERT WITH CHECK ((SELECT caller_decides('assessment')));

ALTER TABLE published_reasons ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY published_reasons_read ON published_reasons FOR SELECT USING (true);

CREATE POLICY published_reasons_system ON published_reasons USING ((SELECT caller_is_system()));

CREATE POLICY published_reasons_state ON published_reasons FOR INSERT WITH CHECK ((SELECT caller_decides('assessment')));
