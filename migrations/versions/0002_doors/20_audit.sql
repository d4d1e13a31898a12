-- squawk-ignore-file require-concurrent-index-creation
-- The trail of the first release is short, and a revision is one transaction: its indexes are made in a moment.
-- For whom: the person whose authority was used under a delegation. `subject` is always who really acted.
ALTER TABLE audit_entries ADD COLUMN on_behalf_of text;

-- How `row_sha256` was made. 1: by the application, in canonical JSON, without `id`. 2: by the trigger below.
ALTER TABLE audit_entries ADD COLUMN hash_version integer NOT NULL DEFAULT 1;

-- What version 2 hashes: every column but the hash, each as its length in bytes, a colon and its text; `-` for NULL.
-- Time as seconds since 1970 with six decimals (a calendar text would not tell 2026 from 2026 BC), JSON as jsonb prints
-- it. `shared.audit.hashing` says the same in Python; a test holds the two together.
CREATE FUNCTION audit_entry_text(entry audit_entries) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(coalesce(octet_length(part) || ':' || part, '-'), ',' ORDER BY place)
    FROM unnest(ARRAY[
        entry.hash_version::text, entry.id::text, extract(epoch FROM entry.occurred_at)::text, entry.subject,
        entry.client_id, entry.organisation, entry.on_behalf_of, entry.action, entry.entity_kind, entry.entity_id,
        entry.before::text, entry.after::text, entry.request_id
    ]) WITH ORDINALITY AS parts (part, place)
$$;

-- The hash is made where the row is, so that whoever writes an entry writes one that can be proved later.
CREATE FUNCTION hash_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.hash_version := 2;
    NEW.row_sha256 := encode(sha256(convert_to(audit_entry_text(NEW), 'UTF8')), 'hex');
    RETURN NEW;
END $$;

CREATE TRIGGER audit_entries_hashed BEFORE INSERT ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION hash_audit_entry();

-- Entries that no seal covers yet. Filled in the transaction of the entry, so that the sealer sees an entry exactly when
-- it is committed, however late: nothing is skipped, and an open transaction holds nobody else back. No NOTIFY: it takes
-- a lock of the whole cluster at commit (docs/decisions/audit-chain.md); the sealer looks here four times a second.
CREATE TABLE audit_unsealed (
    entry_id bigint PRIMARY KEY,
    queued_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entries;

CREATE FUNCTION queue_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER audit_entries_queued AFTER INSERT ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION queue_audit_entry();

-- The chain: one order of all committed entries. `row_sha256` is computed anew from the entry when it is sealed, zeros
-- when the entry was gone by then. `chain_sha256` covers every column and the link before (shared.audit.hashing).
CREATE TABLE audit_seals (
    position bigint PRIMARY KEY CHECK (position > 0),
    entry_id bigint NOT NULL UNIQUE,
    row_sha256 text NOT NULL,
    previous_sha256 text NOT NULL,
    chain_sha256 text NOT NULL,
    sealed_at timestamptz NOT NULL
);

CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_seals_not_truncated BEFORE TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How sealing stands, for /health/ready only: one row, written by the sealer, and proof of nothing.
CREATE TABLE audit_standing (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    signed_position bigint NOT NULL,
    problem text,
    said_at timestamptz NOT NULL
);

-- The ways in which the trail is asked; `id` last, for pages by keyset.
CREATE INDEX audit_entries_subject ON audit_entries (subject, id);

CREATE INDEX audit_entries_on_behalf_of ON audit_entries (on_behalf_of, id) WHERE on_behalf_of IS NOT NULL;

CREATE INDEX audit_entries_organisation ON audit_entries (organisation, id);

CREATE INDEX audit_entries_action ON audit_entries (action, id);

CREATE INDEX audit_entries_request ON audit_entries (request_id, id);

CREATE INDEX audit_entries_occurred ON audit_entries (occurred_at, id);

-- Who read what is confidential, and who read the audit trail: written before the answer is sent.
CREATE TABLE access_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    read_at timestamptz NOT NULL DEFAULT now(),
    subject text NOT NULL,
    client_id text NOT NULL,
    organisation text NOT NULL,
    on_behalf_of text,
    operation text NOT NULL,
    entity_kind text NOT NULL,
    entity_id text,
    detail jsonb,
    request_id text NOT NULL
);

CREATE INDEX access_entries_subject ON access_entries (subject, id);

CREATE INDEX access_entries_entity ON access_entries (entity_kind, entity_id, id);

CREATE TRIGGER access_entries_append_only BEFORE UPDATE OR DELETE ON access_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER access_entries_not_truncated BEFORE TRUNCATE ON access_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
