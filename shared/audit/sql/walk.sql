-- Seals after position $1 and up to $2 with their entries, for walking the chain; $3 at once. All as text, so that
-- whatever somebody wrote there can be read; the database computes no hash.
SELECT s.position, s.entry_id AS sealed_id, s.row_sha256 AS seal_row, s.previous_sha256 AS seal_previous,
    s.chain_sha256 AS seal_chain, extract(epoch FROM s.sealed_at)::text AS sealed_at,
    e.hash_version::text, e.id::text, extract(epoch FROM e.occurred_at)::text AS occurred_at, e.subject, e.client_id,
    e.organisation, e.on_behalf_of, e.action, e.entity_kind, e.entity_id, e.before::text, e.after::text, e.request_id,
    e.row_sha256
FROM audit_seals s LEFT JOIN audit_entries e ON e.id = s.entry_id
WHERE s.position > $1 AND s.position <= $2
ORDER BY s.position
LIMIT $3
