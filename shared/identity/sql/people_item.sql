-- One assignment of organisation and roles as every answer shows it: `p` its row. `valid_to` is the last day it counts.
json_build_object(
    'id', p.id, 'issuer', p.issuer, 'subject', p.subject, 'token_subject', p.issuer || ':' || p.subject,
    'organisation', (SELECT json_build_object('id', o.id, 'slug', o.slug) FROM organisations o
        WHERE o.id = p.organisation_id),
    'roles', p.roles, 'valid_from', p.first_on, 'valid_to', nullif(p.last_on, 'infinity'), 'state', {state},
    'reason', p.reason, 'assigned_by', p.assigned_by, 'assigned_at', p.assigned_at,
    'ended', CASE WHEN p.ended_at IS NOT NULL
        THEN json_build_object('by', p.ended_by, 'at', p.ended_at, 'reason', p.end_reason) END,
    'version', p.version)
