-- squawk-ignore-file adding-not-nullable-field, constraint-missing-not-valid, adding-foreign-key-constraint, disallowed-unique-constraint, require-concurrent-index-creation, adding-field-with-default, ban-drop-constraint, ban-drop-not-null
-- (some dozen rankings of some thousand rows)
-- Rankings: those that others published (`imported`, the catalog's), and ours (`computed`): frozen in the transaction that
-- computes them, with the runs and imports they rest on, and public from `published_at` on.
ALTER TABLE rankings
    ADD COLUMN basis text NOT NULL DEFAULT 'imported' CHECK (basis IN ('imported', 'computed')),
    ADD COLUMN criterion text NOT NULL DEFAULT 'total',
    ADD COLUMN score_column text NOT NULL DEFAULT 'published' CHECK (score_column IN ('self', 'verified', 'published')),
    ADD COLUMN group_id uuid REFERENCES organisation_groups,
    ADD COLUMN against_framework_id uuid REFERENCES frameworks,
    ADD COLUMN against_year integer,
    ADD COLUMN ranked integer,
    ADD COLUMN unranked integer,
    ADD COLUMN rows_sha256 text,
    ADD COLUMN computed_by text,
    ADD COLUMN published_at timestamptz DEFAULT now(),
    ADD COLUMN published_by text,
    ADD COLUMN publication_source_id uuid REFERENCES sources,
    ADD CONSTRAINT computed_says_what CHECK ((basis = 'computed') = (num_nulls(rows_sha256, computed_by, ranked, unranked) = 0)),
    ADD CONSTRAINT imported_is_public CHECK (basis = 'computed' OR published_at IS NOT NULL),
    ADD CONSTRAINT improvement_against_a_year CHECK (
        (criterion = 'improvement') = (num_nulls(against_framework_id, against_year) = 0)),
    DROP CONSTRAINT rankings_framework_id_year_kind_key;

CREATE UNIQUE INDEX one_imported_ranking ON rankings (framework_id, year, kind) WHERE basis = 'imported';

CREATE INDEX rankings_order ON rankings ((-year), id);

-- `position` is the order of the list: by rank, then by the alphabet; those without a rank follow, and `reason` says why
-- they have none. `value` is what is compared. `run_id` or `import_id` is what it rests on, `score_id` explains it; for an
-- improvement `now_value` less `before_value` is the value, and `before_…` says what the earlier one rests on.
ALTER TABLE ranking_rows
    ALTER COLUMN rank DROP NOT NULL,
    ADD COLUMN position integer,
    ADD COLUMN value numeric,
    ADD COLUMN now_value numeric,
    ADD COLUMN before_value numeric,
    ADD COLUMN reason text CHECK (reason IN ('no_assessment', 'not_computed', 'not_published', 'no_value',
        'nothing_before')),
    ADD COLUMN value_certainty certainty,
    ADD COLUMN assessment_id uuid REFERENCES assessments,
    ADD COLUMN run_id uuid,
    ADD COLUMN import_id uuid REFERENCES imports,
    ADD COLUMN score_id uuid,
    ADD COLUMN before_run_id uuid,
    ADD COLUMN before_import_id uuid REFERENCES imports,
    ADD COLUMN before_score_id uuid,
    ADD CONSTRAINT no_rank_without_reason CHECK ((rank IS NULL) = (reason IS NOT NULL));

UPDATE ranking_rows w SET position = n.position
FROM (SELECT r.ranking_id, r.organisation_id,
          row_number() OVER (PARTITION BY r.ranking_id ORDER BY r.rank, v.sort_key, r.organisation_id) AS position
      FROM ranking_rows r
      LEFT JOIN LATERAL (SELECT v.sort_key FROM organisation_versions v WHERE v.organisation_id = r.organisation_id
          AND v.superseded_at = 'infinity' ORDER BY v.valid_from DESC LIMIT 1) v ON true) n
WHERE (n.ranking_id, n.organisation_id) = (w.ranking_id, w.organisation_id);

ALTER TABLE ranking_rows ALTER COLUMN position SET NOT NULL;

-- Asked at the end of a statement: a corrected list moves its rows past each other.
ALTER TABLE ranking_rows ADD CONSTRAINT ranking_rows_position UNIQUE (ranking_id, position)
    DEFERRABLE INITIALLY IMMEDIATE;

-- A computed ranking is frozen: it can be published, once, and nothing else.
CREATE FUNCTION ranking_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    passing text[] := ARRAY['published_at', 'published_by', 'publication_source_id'];
BEGIN
    IF tg_op = 'UPDATE' AND old.basis = 'imported' AND new.basis = 'imported' THEN
        RETURN new;
    END IF;
    IF tg_op = 'UPDATE' AND old.published_at IS NULL AND new.published_at IS NOT NULL
        AND to_jsonb(old) - passing = to_jsonb(new) - passing THEN
        RETURN new;
    END IF;
    IF tg_op = 'DELETE' AND old.basis = 'imported' THEN
        RETURN old;
    END IF;
    RAISE EXCEPTION 'ranking % is frozen: % refused', old.id, tg_op USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER rankings_frozen BEFORE UPDATE OR DELETE ON rankings FOR EACH ROW EXECUTE FUNCTION ranking_is_frozen();

-- Its rows come with it, in the same transaction, and never later.
CREATE FUNCTION ranking_rows_are_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose uuid := CASE tg_op WHEN 'DELETE' THEN old.ranking_id ELSE new.ranking_id END;
BEGIN
    IF EXISTS (SELECT FROM public.rankings r WHERE r.id = whose AND r.basis = 'computed'
            AND (tg_op <> 'INSERT' OR r.recorded_at <> now()))
        OR (tg_op = 'UPDATE' AND EXISTS (SELECT FROM public.rankings r
            WHERE r.id = old.ranking_id AND r.basis = 'computed')) THEN
        RAISE EXCEPTION 'ranking % is frozen: % of a row refused', whose, tg_op USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE tg_op WHEN 'DELETE' THEN old ELSE new END;
END $$;

CREATE TRIGGER ranking_rows_frozen BEFORE INSERT OR UPDATE OR DELETE ON ranking_rows
    FOR EACH ROW EXECUTE FUNCTION ranking_rows_are_frozen();

-- The feed shows what is public: a frozen ranking appears there with its publication.
CREATE FUNCTION note_rankings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asking text := coalesce(current_setting('dti.caller', true), '');
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    IF tg_argv[0] = 'ranking' THEN
        PERFORM note_changes('ranking', array_agg(c.id), NULL, array_agg(r.id IS NULL))
        FROM changed c LEFT JOIN rankings r ON r.id = c.id WHERE coalesce(r.published_at, c.published_at) IS NOT NULL;
    ELSE
        PERFORM note_changes('ranking', array_agg(r.id), NULL, NULL)
        FROM rankings r WHERE r.id IN (SELECT ranking_id FROM changed) AND r.published_at IS NOT NULL;
    END IF;
    PERFORM set_config('dti.caller', asking, true);
    RETURN NULL;
END $$;

DO $$
DECLARE
    fed record;
BEGIN
    FOR fed IN SELECT * FROM (VALUES ('rankings', 'ranking'), ('ranking_rows', 'of ranking')) AS t (name, noted) LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER fed_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note_rankings(%L)', fed.name, fed.noted);
        EXECUTE format('CREATE OR REPLACE TRIGGER fed_updated AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note_rankings(%L)', fed.name, fed.noted);
        EXECUTE format('CREATE OR REPLACE TRIGGER fed_updated_from AFTER UPDATE ON %I REFERENCING OLD TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note_rankings(%L)', fed.name, fed.noted);
        EXECUTE format('CREATE OR REPLACE TRIGGER fed_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note_rankings(%L)', fed.name, fed.noted);
    END LOOP;
END $$;

-- What is published is everybody's; a frozen one that is not yet, theirs who read computed scores.
ALTER TABLE rankings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY rankings_system ON rankings USING ((SELECT caller_is_system()));

CREATE POLICY rankings_read ON rankings FOR SELECT USING (
    published_at IS NOT NULL OR (SELECT caller_reads_all('score')));

CREATE POLICY rankings_freeze ON rankings FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')) AND basis = 'computed' AND published_at IS NULL);

CREATE POLICY rankings_publish ON rankings FOR UPDATE USING ((SELECT caller_decides('law')) AND basis = 'computed');

ALTER TABLE ranking_rows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY ranking_rows_system ON ranking_rows USING ((SELECT caller_is_system()));

CREATE POLICY ranking_rows_read ON ranking_rows FOR SELECT USING (
    (SELECT caller_reads_all('score')) OR ranking_id IN (SELECT r.id FROM rankings r WHERE r.published_at IS NOT NULL));

CREATE POLICY ranking_rows_freeze ON ranking_rows FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')) AND ranking_id IN (SELECT r.id FROM rankings r WHERE r.basis = 'computed'));
