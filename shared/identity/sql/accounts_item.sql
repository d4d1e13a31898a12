-- One service account as every answer shows it: `a` its row, {now} the instant of asking. Of its secrets only when they
-- were issued and when they end, and only those that still work.
json_build_object(
    'id', a.id, 'client_id', a.client_id, 'name', a.name,
    'organisation', (SELECT json_build_object('id', o.id, 'slug', o.slug) FROM organisations o
        WHERE o.id = a.organisation_id),
    'scopes', a.scopes, 'expires_at', nullif(a.expires_at, 'infinity'), 'state', {state},
    'disabled_at', a.disabled_at, 'created_by', a.created_by, 'created_at', a.created_at, 'version', a.version,
    'secrets', (SELECT coalesce(json_agg(json_build_object(
            'issued_at', s.issued_at, 'valid_until', nullif(s.valid_until, 'infinity'))
            ORDER BY s.valid_until, s.issued_at, s.sha256), '[]')
        FROM service_account_secrets s WHERE s.account_id = a.id AND s.valid_until > {now}))
