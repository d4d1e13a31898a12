-- The answer to a request that carried `Idempotency-Key`, written in the transaction of its effects: a repetition gets
-- it, and nothing is done twice. The primary key is the SHA-256 of whose key it is (client, person, organisation) and
-- the key itself; `fingerprint` that of what was asked. Refusals are not kept: they changed nothing.
CREATE TABLE kept_answers (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    client_id text NOT NULL,
    subject text NOT NULL,
    organisation text NOT NULL,
    operation text NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    status integer NOT NULL CHECK (status BETWEEN 200 AND 399),
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX kept_answers_by_age ON kept_answers (kept_at);

-- An answer may hold what only its organisation may read.
ALTER TABLE kept_answers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY kept_answers_system ON kept_answers USING ((SELECT caller_is_system()));

CREATE POLICY kept_answers_read ON kept_answers FOR SELECT USING (
    organisation = (SELECT caller() ->> 'org'));

CREATE POLICY kept_answers_keep ON kept_answers FOR INSERT WITH CHECK (
    organisation = (SELECT caller() ->> 'org'));
