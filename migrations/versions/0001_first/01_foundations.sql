-- Words and guards that every domain uses.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE DOMAIN certainty AS text CHECK (value IN ('certain', 'derived', 'provisional', 'unknown'));

-- Points, maxima and values: exact, at most six decimal places (docs/scoring.md, Figures).
CREATE DOMAIN points AS numeric(16, 6);

-- Append-only tables refuse UPDATE, DELETE and TRUNCATE whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', tg_table_name, tg_op USING ERRCODE = 'restrict_violation';
END $$;

-- Search key: NFC, without signs, lower case (hòa and hoà must meet). IMMUTABLE by naming the dictionary; lower comes
-- last because under the C locale it knows no Đ.
CREATE FUNCTION search_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, NFC)))
$$;

-- A text that LIKE takes literally.
CREATE FUNCTION like_literal(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(value, '([\\%_])', '\\\1', 'g')
$$;

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event text NOT NULL,
    payload jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    dispatched_at timestamptz
);

CREATE INDEX outbox_waiting ON outbox (id) WHERE dispatched_at IS NULL;

CREATE TABLE audit_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    occurred_at timestamptz NOT NULL,
    subject text NOT NULL,
    client_id text,
    organisation text,
    action text NOT NULL,
    entity_kind text NOT NULL,
    entity_id text NOT NULL,
    before jsonb,
    after jsonb,
    request_id text,
    row_sha256 text NOT NULL
);

CREATE INDEX audit_entries_entity ON audit_entries (entity_kind, entity_id, id);

CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_entries_not_truncated BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE worker_heartbeats (
    worker text PRIMARY KEY,
    beat_at timestamptz NOT NULL
);
