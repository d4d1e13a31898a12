-- One delegation as every answer shows it: `d` its row. `valid_to` is the last day it counts.
json_build_object(
    'id', d.id,
    'organisation', (SELECT json_build_object('id', o.id, 'slug', o.slug) FROM organisations o
        WHERE o.id = d.organisation_id),
    'from_subject', d.from_subject, 'to_subject', d.to_subject, 'roles', d.roles,
    'valid_from', d.first_on, 'valid_to', d.last_on, 'state', {state},
    'document', d.document, 'reason', d.reason, 'given_at', d.given_at,
    'revoked', CASE WHEN d.revoked_at IS NOT NULL
        THEN json_build_object('by', d.revoked_by, 'at', d.revoked_at, 'reason', d.revoke_reason) END,
    'version', d.version)
