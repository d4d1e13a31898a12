-- What is taken back before it expires: one token (its `jti`), or all tokens of a client or of a person that were
-- issued before an instant. Every process asks when it meets a token anew, at the latest after 60 s. With `sign_on` the
-- tokens of the single sign-on from before are not exchanged any more either: the person must sign in again.
CREATE TABLE revocations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('token', 'client', 'subject')),
    value text NOT NULL,
    issued_before timestamptz NOT NULL,
    sign_on boolean NOT NULL DEFAULT false,
    reason text NOT NULL,
    revoked_by text NOT NULL,
    revoked_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX revocations_of ON revocations (kind, value, issued_before DESC);
