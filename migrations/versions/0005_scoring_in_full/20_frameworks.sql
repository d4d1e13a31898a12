-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, adding-foreign-key-constraint
-- (the tables of frameworks have some hundred rows)
-- Frameworks stated by API beside those of the catalog: drafted, checked, published, and then immutable.
ALTER TABLE frameworks
    ADD COLUMN stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api'));

-- `revision`: how often a draft was written, its ETag.
-- `stated_source_id`: what the version rests on, null where it is what the framework rests on; `published_source_id`: by which
-- document it was published.
ALTER TABLE framework_versions
    ADD COLUMN stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
    ADD COLUMN stated_source_id uuid REFERENCES sources,
    ADD COLUMN drafted_by text,
    ADD COLUMN published_by text,
    ADD COLUMN published_source_id uuid REFERENCES sources,
    ADD CONSTRAINT stated_by_api_on_a_ground CHECK (stated_by = 'catalog' OR stated_source_id IS NOT NULL),
    ADD CONSTRAINT published_by_a_document CHECK (stated_by = 'catalog' OR status = 'draft'
        OR (published_source_id IS NOT NULL AND published_by IS NOT NULL AND published_at IS NOT NULL));

-- A framework has one draft at a time: the next version.
CREATE UNIQUE INDEX one_draft_a_framework ON framework_versions (framework_id) WHERE status = 'draft';

-- What the official table says beside name and maximum, word for word: how it is determined (`rule_source_id`: the quote),
-- which documents prove it, where figures are collected, who confirms them.
ALTER TABLE components
    ADD COLUMN rule_source_id uuid REFERENCES sources,
    ADD COLUMN evidence_asked text,
    ADD COLUMN collected_from text,
    ADD COLUMN verified_with text;

-- What is known of maxima that no document states: the sum of these components' maxima is equal to, less or more than so many
-- points, give or take the rounding of what was published. It contradicts a draft, and never fills anything in.
CREATE TABLE framework_constraints (
    id uuid PRIMARY KEY,
    framework_id uuid NOT NULL REFERENCES frameworks,
    code text NOT NULL,
    main_index integer NOT NULL,
    components text[] NOT NULL CHECK (components <> '{}'),
    relation text NOT NULL CHECK (relation IN ('equal', 'less', 'more')),
    points numeric NOT NULL CHECK (points >= 0),
    tolerance numeric NOT NULL CHECK (tolerance >= 0),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (framework_id, code)
);

CREATE INDEX framework_constraints_source ON framework_constraints (source_id);

-- What was published stays: by API to the last word; of the catalog's versions words, grounds and certainties may be
-- corrected, never what decides points. A draft is written anew until it is published.
CREATE FUNCTION version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words CONSTANT text[] := ARRAY['component_count', 'main_index_count'];
BEGIN
    IF tg_op = 'UPDATE' AND (old.id, old.framework_id, old.version, old.stated_by)
            IS DISTINCT FROM (new.id, new.framework_id, new.version, new.stated_by) THEN
        RAISE EXCEPTION 'a version of a framework is not renamed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF tg_op = 'UPDATE' AND (old.status = 'draft' OR to_jsonb(old) = to_jsonb(new)
            OR (old.stated_by = 'catalog' AND to_jsonb(old) - words = to_jsonb(new) - words)) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'version % of a framework stays, and once published never changes', old.version
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER framework_versions_stand BEFORE UPDATE OR DELETE ON framework_versions
    FOR EACH ROW EXECUTE FUNCTION version_stands();

CREATE TRIGGER framework_versions_not_truncated BEFORE TRUNCATE ON framework_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Its parts likewise. The catalog's installer writes a version with its parts in one transaction: the one in which the
-- version was recorded; a row that it states again comes here as inserted first, and then as updated.
CREATE FUNCTION part_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words CONSTANT text[] := ARRAY['name', 'source_id', 'certainty', 'rule_certainty', 'max_points_certainty', 'code_187',
        'code_certainty', 'number_187', 'index_group', 'component_count', 'position', 'rule_source_id', 'evidence_asked',
        'collected_from', 'verified_with'];
    part jsonb := CASE WHEN tg_op = 'INSERT' THEN to_jsonb(new) ELSE to_jsonb(old) END;
    of record;
    again boolean := false;
BEGIN
    IF tg_op = 'INSERT' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', tg_table_name) INTO again USING new.id;
    END IF;
    SELECT status, stated_by, recorded_at, version INTO of FROM public.framework_versions
    WHERE id = CAST(part ->> 'framework_version_id' AS uuid);
    IF tg_op = 'UPDATE' AND part -> 'framework_version_id' <> to_jsonb(new) -> 'framework_version_id' THEN
        RAISE EXCEPTION 'a part stays with its version' USING ERRCODE = 'restrict_violation';
    END IF;
    IF of.status = 'draft' OR (tg_op = 'INSERT' AND of.stated_by = 'catalog'
            AND (again OR of.recorded_at = now())) THEN
        RETURN CASE WHEN tg_op = 'DELETE' THEN old ELSE new END;
    END IF;
    IF tg_op = 'UPDATE' AND (part = to_jsonb(new)
            OR (of.stated_by = 'catalog' AND part - words = to_jsonb(new) - words)) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'version % of a framework is published: its % never change', of.version, tg_table_name
        USING ERRCODE = 'restrict_violation';
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['main_indices', 'pillars', 'components'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW'
            ' EXECUTE FUNCTION part_stands()', name || '_stand', name);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT'
            ' EXECUTE FUNCTION refuse_change()', name || '_not_truncated', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT USING (true)', name || '_read', name);
        EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT caller_is_system()))', name || '_system', name);
        EXECUTE format('CREATE POLICY %I ON %I FOR INSERT WITH CHECK ((SELECT caller_decides(''law'')))',
            name || '_draft', name);
        EXECUTE format('CREATE POLICY %I ON %I FOR DELETE USING ((SELECT caller_decides(''law'')))',
            name || '_redraft', name);
    END LOOP;
END $$;

-- Everybody reads what is published or listed; a draft whoever reads scores. The coordinating department writes drafts and
-- publishes them; the parts above are read by nobody without the version they belong to.
ALTER TABLE frameworks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY frameworks_read ON frameworks FOR SELECT USING (true);

CREATE POLICY frameworks_system ON frameworks USING ((SELECT caller_is_system()));

CREATE POLICY frameworks_state ON frameworks FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')) AND stated_by = 'api');

-- Locked by whoever drafts a version; what the catalog states is changed by the catalog.
CREATE POLICY frameworks_change ON frameworks FOR UPDATE USING ((SELECT caller_decides('law')))
    WITH CHECK (stated_by = 'api');

ALTER TABLE framework_versions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY framework_versions_read ON framework_versions FOR SELECT USING (
    status <> 'draft' OR (SELECT caller_reads_all('score')));

CREATE POLICY framework_versions_system ON framework_versions USING ((SELECT caller_is_system()));

CREATE POLICY framework_versions_draft ON framework_versions FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')) AND stated_by = 'api' AND status = 'draft');

CREATE POLICY framework_versions_publish ON framework_versions FOR UPDATE USING ((SELECT caller_decides('law')))
    WITH CHECK (stated_by = 'api');
