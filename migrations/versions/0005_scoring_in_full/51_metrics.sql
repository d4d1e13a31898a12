-- A monitor's service account reads figures of the operation and nothing else.
-- squawk-ignore ban-drop-constraint
ALTER TABLE service_accounts DROP CONSTRAINT scopes_exist;

ALTER TABLE service_accounts ADD CONSTRAINT scopes_exist CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY[
    'targets:read', 'targets:write', 'reports:read', 'reports:write', 'evidence:read', 'evidence:write',
    'scores:read', 'scores:write', 'changes:read', 'changes:write', 'metrics:read']) NOT VALID;
