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
