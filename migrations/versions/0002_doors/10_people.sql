-- Who may come in: service accounts with their secrets, people whose sign-on does not carry organisation and roles, and
-- who acts for whom. Days are those of the province's calendar, and the last one counts: `last_on` is not `valid_to`.
CREATE TABLE service_accounts (
    id uuid PRIMARY KEY,
    client_id text NOT NULL UNIQUE CHECK (client_id LIKE 'sa-%'),
    name text NOT NULL CHECK (name <> ''),
    organisation_id uuid REFERENCES organisations,
    scopes text[] NOT NULL,
    expires_at timestamptz NOT NULL DEFAULT 'infinity',
    disabled_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT scopes_exist CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY[
        'targets:read', 'targets:write', 'reports:read', 'reports:write', 'evidence:read', 'evidence:write',
        'scores:read', 'scores:write', 'changes:read', 'changes:write'])
);

CREATE INDEX service_accounts_newest ON service_accounts (created_at DESC, id DESC);

-- Only the SHA-256 of a secret: its 256 random bits cannot be guessed from the hash, so no slow hash is needed.
CREATE TABLE service_account_secrets (
    sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
    account_id uuid NOT NULL REFERENCES service_accounts,
    issued_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL DEFAULT 'infinity'
);

CREATE INDEX service_account_secrets_of ON service_account_secrets (account_id, valid_until DESC);

-- A secret's end comes nearer or stays; an account that was disabled stays so; neither changes its name or owner.
CREATE FUNCTION refuse_secret_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE' OR new.valid_until > old.valid_until
        OR (new.sha256, new.account_id, new.issued_at) IS DISTINCT FROM (old.sha256, old.account_id, old.issued_at)
    THEN
        RAISE EXCEPTION 'a secret only ends: % refused', tg_op USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER service_account_secrets_only_end BEFORE UPDATE OR DELETE ON service_account_secrets
    FOR EACH ROW EXECUTE FUNCTION refuse_secret_revival();

CREATE FUNCTION refuse_account_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE' OR old.disabled_at IS NOT NULL
        OR (new.id, new.client_id, new.organisation_id, new.created_by, new.created_at)
           IS DISTINCT FROM (old.id, old.client_id, old.organisation_id, old.created_by, old.created_at)
    THEN
        RAISE EXCEPTION 'service account % is disabled or stays what it is: % refused', old.client_id, tg_op
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER service_accounts_stay BEFORE UPDATE OR DELETE ON service_accounts
    FOR EACH ROW EXECUTE FUNCTION refuse_account_revival();

-- Organisation and roles of a person of a sign-on, by an administrator. `issuer` is the configured name of the sign-on,
-- `subject` what it calls the person; our tokens say issuer:subject. One assignment a day; `ended_at` ends it at once.
CREATE TABLE role_assignments (
    id uuid PRIMARY KEY,
    issuer text NOT NULL CHECK (issuer <> '' AND strpos(issuer, ':') = 0),
    subject text NOT NULL CHECK (subject <> ''),
    organisation_id uuid NOT NULL REFERENCES organisations,
    roles text[] NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL DEFAULT 'infinity',
    reason text NOT NULL CHECK (reason <> ''),
    assigned_by text NOT NULL,
    assigned_at timestamptz NOT NULL,
    ended_by text,
    ended_at timestamptz,
    end_reason text,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT roles_of_people CHECK (cardinality(roles) > 0 AND roles <@ ARRAY[
        'reporter', 'approver', 'reviewer', 'coordinator', 'committee', 'auditor', 'admin']),
    CONSTRAINT first_before_last CHECK (first_on <= last_on),
    CONSTRAINT end_is_whole CHECK (num_nulls(ended_by, ended_at, end_reason) IN (0, 3)),
    CONSTRAINT one_assignment_a_day EXCLUDE USING gist (
        issuer WITH =, subject WITH =, daterange(first_on, last_on, '[]') WITH &&) WHERE (ended_at IS NULL)
);

CREATE INDEX role_assignments_newest ON role_assignments (assigned_at DESC, id DESC);

CREATE INDEX role_assignments_person ON role_assignments ((issuer || ':' || subject));

-- Who acts for whom, in one organisation, on which days, by which document. `assigned`: an assignment gave its giver the
-- roles, and it counts only while one does.
CREATE TABLE delegations (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    from_subject text NOT NULL,
    to_subject text NOT NULL,
    roles text[] NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL CHECK (isfinite(last_on)),
    document text NOT NULL CHECK (document <> ''),
    reason text NOT NULL CHECK (reason <> ''),
    given_at timestamptz NOT NULL,
    assigned boolean NOT NULL,
    revoked_by text,
    revoked_at timestamptz,
    revoke_reason text,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT not_to_oneself CHECK (from_subject <> to_subject),
    CONSTRAINT roles_that_can_be_delegated CHECK (cardinality(roles) > 0 AND roles <@ ARRAY[
        'reporter', 'approver', 'reviewer', 'coordinator']),
    CONSTRAINT first_before_last CHECK (first_on <= last_on),
    CONSTRAINT revocation_is_whole CHECK (num_nulls(revoked_by, revoked_at, revoke_reason) IN (0, 3))
);

CREATE INDEX delegations_to ON delegations (to_subject, last_on) WHERE revoked_at IS NULL;

CREATE INDEX delegations_from ON delegations (from_subject);

CREATE INDEX delegations_newest ON delegations (given_at DESC, id DESC);

-- What was assigned or delegated stays as it was written; it only ends, once.
CREATE FUNCTION refuse_rewritten_authority() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := ARRAY['ended_by', 'ended_at', 'end_reason', 'revoked_by', 'revoked_at', 'revoke_reason', 'version'];
BEGIN
    IF tg_op = 'DELETE' OR to_jsonb(old) ->> tg_argv[0] IS NOT NULL
        OR (to_jsonb(old) - ends) - ARRAY[tg_argv[1]] IS DISTINCT FROM (to_jsonb(new) - ends) - ARRAY[tg_argv[1]]
        OR (to_jsonb(new) ->> 'last_on')::date > old.last_on
    THEN
        RAISE EXCEPTION '% only end: % refused', tg_table_name, tg_op USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER role_assignments_only_end BEFORE UPDATE OR DELETE ON role_assignments
    FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_authority('ended_at', 'last_on');

CREATE TRIGGER delegations_only_end BEFORE UPDATE OR DELETE ON delegations
    FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_authority('revoked_at', '');

-- Both persons stand in what is signed: `…_by` who did it, `…_for` whom they acted for.
ALTER TABLE report_rounds ADD COLUMN authored_for text[] NOT NULL DEFAULT '{}';

ALTER TABLE report_rounds ADD COLUMN submitted_for text;

ALTER TABLE report_rounds ADD COLUMN decided_for text;

CREATE OR REPLACE FUNCTION refuse_signed_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.submitted_at IS NOT NULL AND (old.decided_at IS NOT NULL OR tg_op = 'DELETE'
        OR (old.measured_on, old.summary, old.note, old.authors, old.authored_for,
            old.submitted_by, old.submitted_for, old.submitted_at)
           IS DISTINCT FROM (new.measured_on, new.summary, new.note, new.authors, new.authored_for,
            new.submitted_by, new.submitted_for, new.submitted_at))
    THEN
        RAISE EXCEPTION 'round % of report % is signed: % refused', old.round, old.report_id, tg_op
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(new, old);
END $$;

-- Two persons, counting whom they acted for: in this round and in those before it nobody signs what they wrote, nor
-- decides on what they wrote or signed.
CREATE OR REPLACE FUNCTION refuse_own_hand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signers text[] := ARRAY[new.submitted_by, new.submitted_for];
    deciders text[] := ARRAY[new.decided_by, new.decided_for];
BEGIN
    IF new.submitted_by = new.submitted_for OR new.decided_by = new.decided_for
        OR (signers || deciders) && (new.authors || new.authored_for) OR deciders && signers
        OR EXISTS (SELECT FROM report_rounds r WHERE r.report_id = new.report_id AND r.round < new.round AND (
            (signers || deciders) && (r.authors || r.authored_for)
            OR deciders && ARRAY[r.submitted_by, r.submitted_for]))
    THEN
        RAISE EXCEPTION 'report % is signed or decided on by somebody with a hand in it', new.report_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
    END IF;
    RETURN new;
END $$;

DROP TRIGGER report_rounds_two_persons ON report_rounds;

CREATE TRIGGER report_rounds_two_persons BEFORE INSERT OR UPDATE ON report_rounds
    FOR EACH ROW EXECUTE FUNCTION refuse_own_hand();

ALTER TABLE evidence_revisions ADD COLUMN submitted_for text;

ALTER TABLE decisions ADD COLUMN decided_for text;

CREATE FUNCTION refuse_own_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.decided_by = new.decided_for OR EXISTS (SELECT FROM evidence_revisions r WHERE r.id = new.revision_id
        AND ARRAY[new.decided_by, new.decided_for] && ARRAY[r.submitted_by, r.submitted_for])
    THEN
        RAISE EXCEPTION 'revision % is decided on by somebody who submitted it', new.revision_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER decisions_two_persons BEFORE INSERT ON decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_own_evidence();
