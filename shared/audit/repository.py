"""The SQL of the audit trail."""

from __future__ import annotations

# Entries as `hashing.row` takes them. Nothing is turned into a date or a number on the way: what a superuser wrote
# there may not be one.
ENTRIES_AS_TEXT = """
SELECT e.hash_version::text, e.id::text, extract(epoch FROM e.occurred_at)::text AS occurred_at, e.subject, e.client_id,
    e.organisation, e.on_behalf_of, e.action, e.entity_kind, e.entity_id, e.before::text, e.after::text, e.request_id,
    e.row_sha256
FROM audit_entries e"""
