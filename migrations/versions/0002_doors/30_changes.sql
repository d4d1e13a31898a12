-- The change feed (docs/decisions/change-feed.md). Heads, not a log: one row per entity and id with the place of its
-- last change. (xid, sequence) orders; only what is below every running transaction is served, so that a writer who
-- commits late is not passed by. `organisation_id`: whose it is, and so who may see it; 0000… is everybody who may read
-- the kind at all. `since`: the transaction in which it became theirs. `version` grows with every change of the row and
-- tells nobody how much else changed.
CREATE SEQUENCE change_sequence CACHE 64;

CREATE TABLE change_heads (
    entity text NOT NULL CHECK (entity IN ('organisation', 'target', 'measurement', 'task', 'obligation', 'report',
        'evidence', 'score', 'ranking')),
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    since xid8 NOT NULL,
    gone boolean NOT NULL,
    xid xid8 NOT NULL,
    sequence bigint NOT NULL,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (entity, id)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.05);

CREATE INDEX change_heads_place ON change_heads (xid, sequence);

CREATE INDEX change_heads_audience ON change_heads (organisation_id, xid, sequence);

CREATE INDEX change_heads_gone ON change_heads (changed_at) WHERE gone;

-- Whom a thing has left: a tombstone for those who had it, nothing for those who never did.
CREATE TABLE change_departures (
    entity text NOT NULL,
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    xid xid8 NOT NULL,
    sequence bigint NOT NULL,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (entity, id, organisation_id)
);

CREATE INDEX change_departures_audience ON change_departures (organisation_id, xid, sequence);

CREATE INDEX change_departures_age ON change_departures (changed_at);

-- Up to which place tombstones have been forgotten: a cursor before it is too old.
CREATE TABLE change_horizon (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    forgotten xid8 NOT NULL
);

INSERT INTO change_horizon (forgotten) VALUES ('0');

-- One row per start of a server on this history. `cluster` is the server, its timeline and the database; `first_xid` the
-- first transaction after the start. A cursor beyond the `first_xid` of a later start was given out in a history that a
-- restored backup does not have.
CREATE TABLE change_epochs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    cluster text NOT NULL,
    started_at timestamptz NOT NULL,
    first_xid xid8 NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

-- An ordinary role may ask all of this on PostgreSQL 15 to 18. The timeline of a server that writes is in the name of
-- its current WAL file; the control file learns of a new one only with the next checkpoint.
CREATE FUNCTION change_cluster() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
        CASE WHEN pg_is_in_recovery() THEN lpad(to_hex((SELECT timeline_id FROM pg_control_checkpoint())), 8, '0')
             ELSE lower(left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)) END,
        (SELECT oid FROM pg_database WHERE datname = current_database()))
$$;

-- The first transaction after the last start: what the control file says as long as it is the start's own checkpoint.
-- Asked too late nobody knows it any more: '0' then, and no cursor from before the start is good.
CREATE FUNCTION change_first_xid() RETURNS xid8 LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN checkpoint_time <= pg_postmaster_start_time() + interval '2 minutes'
        THEN CAST(CAST(split_part(next_xid, ':', 1)::numeric * 4294967296 + split_part(next_xid, ':', 2)::numeric AS text)
            AS xid8) ELSE '0' END
    FROM pg_control_checkpoint()
$$;

-- Note that these things changed. In the order of their ids, so that two writers wait for each other and never in a ring;
-- once per transaction, since nobody sees what lies between. `organisations` null: everybody's; `gone` null: none of them. `sequence` and `version` are taken when the row is locked.
CREATE FUNCTION note_changes(kind text, ids uuid[], organisations uuid[], gone boolean[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO change_heads AS h (entity, id, organisation_id, since, gone, xid, sequence, version, changed_at)
    SELECT kind, c.id, c.organisation_id, pg_current_xact_id(), c.gone, pg_current_xact_id(),
        nextval('change_sequence'), CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint), clock_timestamp()
    FROM (
        SELECT DISTINCT ON (u.id) u.id, coalesce(u.gone, false) AS gone,
            coalesce(u.organisation_id, '00000000-0000-0000-0000-000000000000') AS organisation_id
        FROM unnest(ids, organisations, gone) AS u (id, organisation_id, gone) ORDER BY u.id
    ) c
    ON CONFLICT (entity, id) DO UPDATE SET organisation_id = excluded.organisation_id,
        since = CASE WHEN h.organisation_id = excluded.organisation_id THEN h.since ELSE excluded.xid END,
        gone = excluded.gone, xid = excluded.xid, sequence = nextval('change_sequence'),
        version = greatest(h.version + 1, excluded.version), changed_at = excluded.changed_at
    WHERE h.xid <> excluded.xid OR h.gone <> excluded.gone OR h.organisation_id <> excluded.organisation_id
$$;

-- What was with somebody before this transaction and is with somebody else after it has left the former.
CREATE FUNCTION note_departure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO change_departures AS d (entity, id, organisation_id, xid, sequence, version, changed_at)
    SELECT old.entity, old.id, old.organisation_id, new.xid, nextval('change_sequence'), new.version, new.changed_at
    WHERE old.since <> new.xid
    ON CONFLICT (entity, id, organisation_id) DO UPDATE SET xid = excluded.xid, sequence = excluded.sequence,
        version = excluded.version, changed_at = excluded.changed_at;
    DELETE FROM change_departures d
    WHERE d.entity = new.entity AND d.id = new.id AND d.organisation_id = new.organisation_id;
    RETURN NULL;
END $$;

CREATE TRIGGER change_heads_left AFTER UPDATE OF organisation_id ON change_heads
    FOR EACH ROW WHEN (old.organisation_id <> new.organisation_id) EXECUTE FUNCTION note_departure();

-- The rows that a statement left behind (`changed`), and for a DELETE, and once more for an UPDATE, those that it found:
-- the things they belong to have changed. Statement by statement, so that a bulk insert notes all its rows at once.
-- What tells whose a thing is, or whether it is there, is locked (FOR SHARE) before it is read: a snapshot taken while
-- somebody moves it would put back the audience that it just left.
-- Whoever writes, this function sees every row (`dti.caller`, 90_rights.sql): a change is noted for all readers alike.
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asking text := coalesce(current_setting('dti.caller', true), '');
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    CASE tg_argv[0]
    WHEN 'organisation' THEN
        PERFORM note_changes('organisation', array_agg(c.id), NULL, array_agg(o.id IS NULL))
        FROM changed c LEFT JOIN organisations o ON o.id = c.id;
    WHEN 'of organisation' THEN
        PERFORM note_changes('organisation', array_agg(o.id), NULL, NULL)
        FROM organisations o WHERE o.id IN (SELECT organisation_id FROM changed);
    WHEN 'target' THEN
        PERFORM note_changes('target', array_agg(c.id), NULL, array_agg(t.id IS NULL OR t.superseded_at < 'infinity'))
        FROM changed c LEFT JOIN targets t ON t.id = c.id;
    WHEN 'of target' THEN
        PERFORM note_changes('target', array_agg(t.id), NULL, array_agg(t.superseded_at < 'infinity'))
        FROM (SELECT * FROM targets WHERE id IN (SELECT target_id FROM changed) ORDER BY id FOR SHARE) t;
    WHEN 'measurement' THEN
        PERFORM note_changes('measurement', array_agg(c.id), NULL, array_agg(m.id IS NULL))
        FROM changed c LEFT JOIN measurements m ON m.id = c.id;
    WHEN 'task' THEN
        PERFORM note_changes('task', array_agg(c.id), NULL, array_agg(t.id IS NULL OR t.superseded_at < 'infinity'))
        FROM changed c LEFT JOIN tasks t ON t.id = c.id;
    WHEN 'obligation' THEN
        -- It takes its report along. One that is owed no more stays while a report was begun for it.
        PERFORM note_changes('obligation', array_agg(c.id), array_agg(coalesce(b.organisation_id, c.organisation_id)),
            array_agg(b.id IS NULL OR (b.superseded_at < 'infinity' AND r.id IS NULL)))
        FROM changed c LEFT JOIN obligations b ON b.id = c.id LEFT JOIN reports r ON r.obligation_id = b.id;
        PERFORM note_changes('report', array_agg(r.id), array_agg(b.organisation_id), NULL)
        FROM reports r JOIN obligations b ON b.id = r.obligation_id WHERE b.id IN (SELECT id FROM changed);
    WHEN 'report' THEN
        PERFORM note_changes('report', array_agg(c.id), array_agg(b.organisation_id), array_agg(r.id IS NULL))
        FROM changed c LEFT JOIN reports r ON r.id = c.id JOIN (SELECT * FROM obligations
            WHERE id IN (SELECT obligation_id FROM changed) ORDER BY id FOR SHARE) b ON b.id = c.obligation_id;
        PERFORM note_changes('obligation', array_agg(b.id), array_agg(b.organisation_id),
            array_agg(b.superseded_at < 'infinity' AND r.id IS NULL))
        FROM obligations b LEFT JOIN reports r ON r.obligation_id = b.id
        WHERE tg_op <> 'UPDATE' AND b.superseded_at < 'infinity' AND b.id IN (SELECT obligation_id FROM changed);
    WHEN 'of report' THEN
        PERFORM note_changes('report', array_agg(r.id), array_agg(b.organisation_id), NULL)
        FROM reports r JOIN (SELECT * FROM obligations WHERE id IN (SELECT obligation_id FROM reports
            WHERE id IN (SELECT report_id FROM changed)) ORDER BY id FOR SHARE) b ON b.id = r.obligation_id
        WHERE r.id IN (SELECT report_id FROM changed);
    WHEN 'evidence' THEN
        PERFORM note_changes('evidence', array_agg(c.id), array_agg(coalesce(e.organisation_id, c.organisation_id)),
            array_agg(e.id IS NULL))
        FROM changed c LEFT JOIN evidence e ON e.id = c.id;
    WHEN 'of evidence' THEN
        PERFORM note_changes('evidence', array_agg(e.id), array_agg(e.organisation_id), NULL)
        FROM (SELECT * FROM evidence WHERE id IN (SELECT evidence_id FROM changed) ORDER BY id FOR SHARE) e;
    WHEN 'of revision' THEN
        PERFORM note_changes('evidence', array_agg(e.id), array_agg(e.organisation_id), NULL)
        FROM (SELECT * FROM evidence WHERE id IN (SELECT r.evidence_id FROM evidence_revisions r
            JOIN changed c ON c.revision_id = r.id) ORDER BY id FOR SHARE) e;
    WHEN 'assessment' THEN
        -- Scores are fed as heads: an assessment with its current run and its import in force, not every run.
        PERFORM note_changes('score', array_agg(c.id), NULL, array_agg(a.id IS NULL))
        FROM changed c LEFT JOIN assessments a ON a.id = c.id;
    WHEN 'of assessment' THEN
        PERFORM note_changes('score', array_agg(a.id), NULL, NULL)
        FROM assessments a WHERE a.id IN (SELECT assessment_id FROM changed);
    WHEN 'of import' THEN
        PERFORM note_changes('score', array_agg(a.id), NULL, NULL) FROM assessments a
        WHERE a.id IN (SELECT m.assessment_id FROM imports m JOIN changed c ON c.import_id = m.id);
    WHEN 'ranking' THEN
        PERFORM note_changes('ranking', array_agg(c.id), NULL, array_agg(r.id IS NULL))
        FROM changed c LEFT JOIN rankings r ON r.id = c.id;
    WHEN 'of ranking' THEN
        PERFORM note_changes('ranking', array_agg(r.id), NULL, NULL)
        FROM rankings r WHERE r.id IN (SELECT ranking_id FROM changed);
    END CASE;
    PERFORM set_config('dti.caller', asking, true);
    RETURN NULL;
END $$;

-- Which table is noted how. TRUNCATE would pass by and is refused.
DO $$
DECLARE
    fed record;
BEGIN
    FOR fed IN SELECT * FROM (VALUES
        ('organisations', 'organisation'), ('organisation_versions', 'of organisation'),
        ('organisation_duties', 'of organisation'), ('organisation_group_members', 'of organisation'),
        ('targets', 'target'), ('milestones', 'of target'), ('measurements', 'measurement'), ('tasks', 'task'),
        ('obligations', 'obligation'), ('reports', 'report'), ('report_rounds', 'of report'),
        ('report_figures', 'of report'), ('evidence', 'evidence'), ('evidence_revisions', 'of evidence'),
        ('evidence_components', 'of revision'), ('decisions', 'of revision'), ('assessments', 'assessment'),
        ('assessment_heads', 'of assessment'), ('imports', 'of assessment'), ('published_values', 'of import'),
        ('rankings', 'ranking'), ('ranking_rows', 'of ranking')
    ) AS t (name, noted) LOOP
        EXECUTE format('CREATE TRIGGER fed_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', fed.name, fed.noted);
        EXECUTE format('CREATE TRIGGER fed_updated AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', fed.name, fed.noted);
        EXECUTE format('CREATE TRIGGER fed_updated_from AFTER UPDATE ON %I REFERENCING OLD TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', fed.name, fed.noted);
        EXECUTE format('CREATE TRIGGER fed_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS changed'
            ' FOR EACH STATEMENT EXECUTE FUNCTION note(%L)', fed.name, fed.noted);
        EXECUTE format('CREATE TRIGGER fed_not_truncated BEFORE TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', fed.name);
    END LOOP;
END $$;

-- What is there already, as if it were written now.
DO $$
BEGIN
    PERFORM note_changes(e.entity, array_agg(e.id), array_agg(e.organisation_id), array_agg(false)) FROM (
        SELECT 'organisation' AS entity, id, CAST(NULL AS uuid) AS organisation_id FROM organisations
        UNION ALL SELECT 'target', id, NULL FROM targets WHERE superseded_at = 'infinity'
        UNION ALL SELECT 'measurement', id, NULL FROM measurements
        UNION ALL SELECT 'task', id, NULL FROM tasks WHERE superseded_at = 'infinity'
        UNION ALL SELECT 'obligation', b.id, b.organisation_id FROM obligations b
            LEFT JOIN reports r ON r.obligation_id = b.id WHERE b.superseded_at = 'infinity' OR r.id IS NOT NULL
        UNION ALL SELECT 'report', r.id, b.organisation_id FROM reports r JOIN obligations b ON b.id = r.obligation_id
        UNION ALL SELECT 'evidence', id, organisation_id FROM evidence
        UNION ALL SELECT 'score', id, NULL FROM assessments
        UNION ALL SELECT 'ranking', id, NULL FROM rankings
    ) e GROUP BY e.entity;
END $$;

-- A full export: one snapshot for one caller, in parts of a few megabytes each. Not logged: a crash of the server loses
-- them, and the caller asks again; neither the WAL nor a standby carries them. `lease` is new with each maker: one who
-- was too slow, and whose work another has begun anew, writes nothing more.
CREATE UNLOGGED TABLE change_exports (
    id uuid PRIMARY KEY,
    owner text NOT NULL,
    fingerprint text NOT NULL,
    rights jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'building', 'ready', 'failed')),
    requested_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    lease uuid,
    cursor text,
    row_count bigint,
    byte_count bigint,
    sha256 text,
    ready_at timestamptz
);

CREATE INDEX change_exports_owner ON change_exports (owner, requested_at DESC);

CREATE UNLOGGED TABLE change_export_parts (
    export_id uuid NOT NULL REFERENCES change_exports ON DELETE CASCADE,
    number integer NOT NULL,
    row_count integer NOT NULL,
    byte_count integer NOT NULL,
    sha256 text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (export_id, number)
);
