-- One entry as JSON, alias e, with its seal, alias s.
json_build_object(
    'id', e.id, 'occurred_at', e.occurred_at, 'subject', e.subject, 'on_behalf_of', e.on_behalf_of,
    'client_id', e.client_id, 'organisation', e.organisation, 'action', e.action, 'entity_kind', e.entity_kind,
    'entity_id', e.entity_id, 'before', e.before, 'after', e.after, 'request_id', e.request_id,
    'hash_version', e.hash_version, 'row_sha256', e.row_sha256,
    'seal', CASE WHEN s.position IS NOT NULL THEN json_build_object('position', s.position,
        'row_sha256', s.row_sha256, 'previous_sha256', s.previous_sha256, 'chain_sha256', s.chain_sha256,
        'sealed_at', s.sealed_at) END
)
