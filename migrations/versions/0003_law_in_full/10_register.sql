-- squawk-ignore-file adding-foreign-key-constraint, require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint
-- The register: what is stated of organisations, the changes that documents make in it, and the rows that follow from both
-- by one fold (shared/organisations/changes/fold.py, docs/decisions/one-fold.md).
ALTER TABLE organisations ADD COLUMN stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api'));

-- A change as its document says it, never altered. `effective_on` is the first day of the month or year where that is all
-- that is known (`effective_precision`). One that states another anew `replaces` it; one that the catalog no longer states
-- is closed.
CREATE TABLE organisation_changes (
    id uuid PRIMARY KEY,
    place bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind text NOT NULL CHECK (kind IN ('merge', 'split', 'rename', 'abolish', 'transfer', 'move')),
    effective_on date NOT NULL CHECK (isfinite(effective_on)),
    effective_precision text NOT NULL CHECK (effective_precision IN ('day', 'month', 'year')),
    note text,
    replaces uuid REFERENCES organisation_changes,
    stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT precise_to_its_first_day CHECK (effective_precision = 'day'
        OR effective_on = date_trunc(effective_precision, effective_on::timestamp)::date)
);

CREATE INDEX organisation_changes_order ON organisation_changes (effective_on, place);

CREATE UNIQUE INDEX organisation_changes_replaced_once ON organisation_changes (replaces)
    WHERE replaces IS NOT NULL AND superseded_at = 'infinity';

-- What a change says of each organisation: who ends (`predecessor`, unless it `continues`), who takes the place
-- (`successor`), who is renamed or moved (`subject`).
CREATE TABLE organisation_change_parts (
    change_id uuid NOT NULL REFERENCES organisation_changes,
    position integer NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    role text NOT NULL CHECK (role IN ('predecessor', 'successor', 'subject')),
    founded boolean NOT NULL,
    heir boolean NOT NULL,
    continues boolean NOT NULL,
    name text,
    short_name text,
    parent_id uuid REFERENCES organisations,
    duties text[] NOT NULL,
    certainty certainty NOT NULL,
    PRIMARY KEY (change_id, position)
);

CREATE INDEX organisation_change_parts_organisation ON organisation_change_parts (organisation_id, change_id);

-- A change is only closed, or stated again; what it says stays.
CREATE FUNCTION refuse_rewritten_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE' OR to_jsonb(old) - 'superseded_at' <> to_jsonb(new) - 'superseded_at' THEN
        RAISE EXCEPTION '% is append-only: % refused', tg_table_name, tg_op USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER organisation_changes_append_only BEFORE UPDATE OR DELETE ON organisation_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_change();

CREATE TRIGGER organisation_changes_not_truncated BEFORE TRUNCATE ON organisation_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER organisation_change_parts_append_only BEFORE UPDATE OR DELETE ON organisation_change_parts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER organisation_change_parts_not_truncated BEFORE TRUNCATE ON organisation_change_parts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is stated without any change: the bases of the fold. The tables without `_statements` hold what follows.
CREATE TABLE organisation_version_statements (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    name text NOT NULL,
    short_name text,
    parent_id uuid REFERENCES organisations,
    statistics_code text,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    CONSTRAINT one_statement_a_day EXCLUDE USING gist (organisation_id WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&)
);

CREATE TABLE organisation_duty_statements (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    duty text NOT NULL,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL
);

CREATE TABLE organisation_member_statements (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES organisation_groups,
    organisation_id uuid NOT NULL REFERENCES organisations,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);

-- What an installation holds was stated by the catalog.
INSERT INTO organisation_version_statements (id, organisation_id, name, short_name, parent_id,
    statistics_code, valid_from, valid_to, recorded_at, source_id, certainty)
SELECT id, organisation_id, name, short_name, parent_id, statistics_code, valid_from, valid_to, recorded_at, source_id, certainty
FROM organisation_versions WHERE superseded_at = 'infinity' AND hierarchy = 'administrative';

INSERT INTO organisation_duty_statements (id, organisation_id, duty, valid_from, valid_to, recorded_at, source_id, certainty)
SELECT id, organisation_id, duty, valid_from, valid_to, recorded_at, source_id, certainty
FROM organisation_duties WHERE superseded_at = 'infinity';

INSERT INTO organisation_member_statements (id, group_id, organisation_id, valid_from, valid_to, recorded_at)
SELECT id, group_id, organisation_id, valid_from, valid_to, recorded_at
FROM organisation_group_members WHERE superseded_at = 'infinity';

-- Which change stands at either end of a validity; null where the statement itself begins or ends.
ALTER TABLE organisation_versions ADD COLUMN began_by uuid REFERENCES organisation_changes,
    ADD COLUMN ended_by uuid REFERENCES organisation_changes;

ALTER TABLE organisation_duties ADD COLUMN began_by uuid REFERENCES organisation_changes,
    ADD COLUMN ended_by uuid REFERENCES organisation_changes;

ALTER TABLE organisation_group_members ADD COLUMN began_by uuid REFERENCES organisation_changes,
    ADD COLUMN ended_by uuid REFERENCES organisation_changes;

CREATE INDEX organisation_versions_organisation ON organisation_versions (organisation_id, valid_from);

CREATE INDEX organisation_duties_organisation ON organisation_duties (organisation_id, duty);

-- `heir`: what the predecessor held and owed passed to this one. `continues`: the predecessor gave only a part away and
-- goes on, so that nobody reads its papers for it.
ALTER TABLE organisation_successions ADD COLUMN change_id uuid REFERENCES organisation_changes,
    ADD COLUMN heir boolean NOT NULL DEFAULT true,
    ADD COLUMN continues boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT one_succession;

ALTER TABLE organisation_successions ADD CONSTRAINT one_succession EXCLUDE USING gist (predecessor_id WITH =,
    successor_id WITH =, effective_on WITH =, tstzrange(recorded_at, superseded_at) WITH &&);

CREATE INDEX organisation_successions_predecessor ON organisation_successions (predecessor_id);

CREATE OR REPLACE FUNCTION predecessors_of(slug text, day date) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE line (id) AS (
        SELECT s.predecessor_id
        FROM public.organisation_successions s JOIN public.organisations o ON o.id = s.successor_id
        WHERE o.slug = $1 AND s.superseded_at = 'infinity' AND s.effective_on <= $2
            AND s.certainty IN ('certain', 'derived') AND NOT s.continues
        UNION
        SELECT s.predecessor_id FROM public.organisation_successions s JOIN line l ON l.id = s.successor_id
        WHERE s.superseded_at = 'infinity' AND s.effective_on <= $2 AND s.certainty IN ('certain', 'derived')
            AND NOT s.continues
    )
    SELECT COALESCE(array_agg(id), '{}') FROM line
$$;

SELECT feed('organisation_successions', 'of succession');

-- Who answers on a day for what an organisation held, as known at an instant: itself, or the heir of its heir.
CREATE FUNCTION heir_of(organisation uuid, day date, known timestamptz DEFAULT NULL) RETURNS uuid LANGUAGE sql STABLE
PARALLEL SAFE AS $$
    WITH RECURSIVE line (id, place) AS (
        SELECT $1, 0
        UNION ALL
        SELECT s.successor_id, l.place + 1 FROM public.organisation_successions s JOIN line l ON l.id = s.predecessor_id
        WHERE s.recorded_at <= least($3, now()) AND least($3, now()) < s.superseded_at AND s.effective_on <= $2
            AND s.heir AND NOT s.continues AND l.place < 100
    )
    SELECT id FROM line ORDER BY place DESC LIMIT 1
$$;

-- Up to which day the register is complete is itself known better and better: what was said before stays readable.
CREATE TABLE organisation_register_past (
    complete_until date NOT NULL,
    recorded_at timestamptz NOT NULL,
    superseded_at timestamptz NOT NULL
);

CREATE FUNCTION keep_register_past() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.complete_until <> new.complete_until THEN
        INSERT INTO organisation_register_past VALUES (old.complete_until, old.recorded_at, now());
        new.recorded_at := now();
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER keeps_past BEFORE UPDATE ON organisation_register FOR EACH ROW EXECUTE FUNCTION keep_register_past();

CREATE TRIGGER past_append_only BEFORE UPDATE OR DELETE ON organisation_register_past
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER past_not_truncated BEFORE TRUNCATE ON organisation_register_past
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE VIEW organisation_register_known AS
    SELECT complete_until, recorded_at, CAST('infinity' AS timestamptz) AS superseded_at FROM organisation_register
    UNION ALL SELECT complete_until, recorded_at, superseded_at FROM organisation_register_past;

-- Who owes a report on which day. What is open when its organisation ends passes to whoever takes the place: the row ends
-- that day, another one begins that says what it is `inherited_from`; what was given before stays with who gave it. The
-- rows are made from regimes and register together (shared/reporting/owing.py); one that is corrected keeps its past.
ALTER TABLE obligations ADD COLUMN valid_from date NOT NULL DEFAULT '-infinity',
    ADD COLUMN valid_to date NOT NULL DEFAULT 'infinity',
    ADD COLUMN inherited_from uuid REFERENCES obligations,
    ADD COLUMN change_id uuid REFERENCES organisation_changes,
    ADD CONSTRAINT owed_on_some_day CHECK (valid_from < valid_to),
    DROP CONSTRAINT obligations_regime_id_organisation_id_year_period_key;

CREATE UNIQUE INDEX obligations_once ON obligations (regime_id, organisation_id, year, period, inherited_from)
    NULLS NOT DISTINCT;

CREATE INDEX obligations_inherited ON obligations (inherited_from) WHERE inherited_from IS NOT NULL;

SELECT give_past('obligations');

ALTER TABLE obligations_past ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY obligations_past_system ON obligations_past USING ((SELECT caller_is_system()));

CREATE POLICY obligations_past_read ON obligations_past FOR SELECT USING (
    (SELECT caller_reads_all('obligation'))
    OR organisation_id = ANY (CAST((SELECT caller_reads('obligation')) AS uuid[])));
