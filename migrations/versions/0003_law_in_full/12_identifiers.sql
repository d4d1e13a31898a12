-- The national e-identifier of an organisation, and the hierarchies it stands in beside the administrative one.
-- Decision 20/2020/QĐ-TTg: groups of digits and capital letters separated by dots, at most 35 characters in all.
CREATE FUNCTION longest_national_code() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 35 $$;

CREATE FUNCTION is_national_code(code text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT code ~ '^[0-9A-Z]+([.][0-9A-Z]+)*$' AND length(code) <= public.longest_national_code()
$$;

-- Whose code is which on a day. What is recorded is never changed: a statement that takes another's place closes it.
-- Both constraints hold for every day and for every instant of knowledge.
CREATE TABLE organisation_identifiers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    code text NOT NULL,
    status text NOT NULL CHECK (status IN ('confirmed', 'unconfirmed')),
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    replaces uuid REFERENCES organisation_identifiers,
    stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT a_code_has_the_national_form CHECK (is_national_code(code)),
    CONSTRAINT an_identifier_is_valid_on_some_day CHECK (valid_from < valid_to),
    CONSTRAINT one_organisation_a_code EXCLUDE USING gist (code WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&),
    CONSTRAINT one_code_an_organisation EXCLUDE USING gist (organisation_id WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&)
);

-- The hierarchies by name. `administrative` is told by the versions of the organisations, the others by placements.
CREATE TABLE hierarchies (
    code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
    position integer NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    description_vi text NOT NULL,
    description_en text NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

-- What is stated about places, by the catalog and by API: the base of the fold, closed and never changed.
CREATE TABLE organisation_placement_statements (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    place bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    hierarchy text NOT NULL REFERENCES hierarchies CHECK (hierarchy <> 'administrative'),
    parent_id uuid NOT NULL REFERENCES organisations,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    replaces uuid REFERENCES organisation_placement_statements,
    stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT a_statement_is_valid_on_some_day CHECK (valid_from < valid_to),
    CONSTRAINT nobody_is_stated_below_itself CHECK (organisation_id <> parent_id)
);

-- Where everybody stands: the statements folded over the changes of the register. `change_id`: by which the superior took
-- the place of the one that is stated.
CREATE TABLE organisation_placements (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    statement_id uuid NOT NULL REFERENCES organisation_placement_statements,
    organisation_id uuid NOT NULL REFERENCES organisations,
    hierarchy text NOT NULL REFERENCES hierarchies CHECK (hierarchy <> 'administrative'),
    parent_id uuid NOT NULL REFERENCES organisations,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    replaces uuid REFERENCES organisation_placement_statements,
    change_id uuid REFERENCES organisation_changes,
    stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT a_placement_is_valid_on_some_day CHECK (valid_from < valid_to),
    CONSTRAINT nobody_stands_below_itself CHECK (organisation_id <> parent_id),
    CONSTRAINT one_place_a_day EXCLUDE USING gist (organisation_id WITH =, hierarchy WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&)
);

CREATE INDEX organisation_placements_hierarchy ON organisation_placements (hierarchy, parent_id);

-- Where everybody stands, in all hierarchies alike.
CREATE VIEW organisation_places AS
    SELECT id, organisation_id, hierarchy, parent_id, valid_from, valid_to, recorded_at, superseded_at
    FROM organisation_versions WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT id, organisation_id, hierarchy, parent_id, valid_from, valid_to, recorded_at, superseded_at
    FROM organisation_placements;

-- The superiors of a place upwards, as known now, over the days on which each is one; the way ends where it would begin
-- anew. A place stands below itself when its organisation is among its own superiors on some day.
CREATE FUNCTION superiors_of(organisation uuid, hierarchy text, parent uuid, days daterange)
RETURNS TABLE (superior_id uuid, on_days daterange, way uuid[]) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (superior_id, on_days, way) AS (
        SELECT $3, $4, ARRAY[$1, $3]
        UNION ALL
        SELECT p.parent_id, u.on_days * daterange(p.valid_from, p.valid_to), u.way || p.parent_id
        FROM up u JOIN public.organisation_places p ON p.organisation_id = u.superior_id AND p.hierarchy = $2
            AND p.superseded_at = 'infinity' AND daterange(p.valid_from, p.valid_to) && u.on_days
        WHERE u.superior_id <> $1 AND u.superior_id <> ALL (u.way[2:cardinality(u.way) - 1])
    )
    SELECT * FROM up
$$;

-- Nobody stands below itself on any day, whoever writes: asked when the transaction is about to commit, one transaction
-- after the other, so that of two that close a circle together the second is refused.
CREATE FUNCTION refuse_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.parent_id IS NULL OR new.superseded_at < 'infinity' THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('hierarchy ' || new.hierarchy, 0));
    IF EXISTS (SELECT FROM public.organisation_places p,
            public.superiors_of(p.organisation_id, p.hierarchy, p.parent_id, daterange(p.valid_from, p.valid_to)) s
            WHERE p.id = new.id AND p.superseded_at = 'infinity' AND s.superior_id = p.organisation_id) THEN
        RAISE EXCEPTION 'an organisation would stand below itself in the hierarchy %', new.hierarchy
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_cycle', TABLE = tg_table_name;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER no_cycle AFTER INSERT OR UPDATE ON organisation_versions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_cycle();

CREATE CONSTRAINT TRIGGER no_cycle AFTER INSERT OR UPDATE ON organisation_placements DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_cycle();

SELECT feed('organisation_identifiers', 'of organisation');

SELECT feed('organisation_placements', 'of organisation');

-- The codes that versions carried, as they were known; each installation goes on from what it holds.
INSERT INTO organisation_identifiers (organisation_id, code, status, valid_from, valid_to, recorded_at, superseded_at,
    source_id, certainty)
SELECT organisation_id, national_code, CASE national_code_status WHEN 'confirmed' THEN 'confirmed' ELSE 'unconfirmed' END,
    valid_from, valid_to, recorded_at, superseded_at, source_id, certainty
FROM organisation_versions WHERE national_code IS NOT NULL AND valid_from < valid_to;

-- Copied above, and read by nobody any more.
-- squawk-ignore ban-drop-column
ALTER TABLE organisation_versions DROP COLUMN national_code, DROP COLUMN national_code_status;

-- What a search asks of the names: the same text as the list's condition.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX organisation_versions_search ON organisation_versions
    USING gin (search_key(name || ' ' || coalesce(short_name, '')) gin_trgm_ops);

-- In the feed everybody says its codes and places apart from its versions from now on.
DO $$
BEGIN
    PERFORM note_changes('organisation', array_agg(id), NULL, NULL) FROM organisations;
END $$;
