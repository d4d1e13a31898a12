-- Standing duties: what a document has somebody do from its day on, without a last day. Both tables come from the catalog
-- alone; nobody reports them done, so there is no state. `role`: only where the words say it.
CREATE TABLE standing_duties (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    position integer NOT NULL,
    role text CHECK (role IN ('lead', 'support')),
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);

CREATE INDEX standing_duties_source ON standing_duties (source_id);

-- Whom the document names, never who took their place since: that follows from `organisation_successions` on the day asked.
CREATE TABLE standing_duty_parties (
    id uuid PRIMARY KEY,
    duty_id uuid NOT NULL REFERENCES standing_duties,
    part text NOT NULL CHECK (part IN ('owner', 'partner')),
    place integer NOT NULL,
    organisation_id uuid REFERENCES organisations,
    group_id uuid REFERENCES organisation_groups,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT names_somebody CHECK (num_nonnulls(organisation_id, group_id) = 1)
);

CREATE INDEX standing_duty_parties_duty ON standing_duty_parties (duty_id);

SELECT give_past('standing_duties');

SELECT give_past('standing_duty_parties');
