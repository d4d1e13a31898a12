-- Who owes which report before which day, and the rounds in which it was given.
CREATE TABLE reporting_regimes (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('agency_report', 'consolidation')),
    frequency text NOT NULL CHECK (frequency IN ('half_yearly', 'yearly', 'once', 'periodic')),
    receiver_id uuid NOT NULL REFERENCES organisations,
    via_id uuid REFERENCES organisations,
    due_before_month integer,
    due_before_day integer,
    due_before_on date,
    first_year integer,
    last_year integer,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE regime_reporters (
    regime_id uuid NOT NULL REFERENCES reporting_regimes,
    organisation_id uuid REFERENCES organisations,
    group_id uuid REFERENCES organisation_groups,
    CONSTRAINT one_reporter CHECK (num_nonnulls(organisation_id, group_id) = 1),
    UNIQUE NULLS NOT DISTINCT (regime_id, organisation_id, group_id)
);

-- `due_before_on`: the report is due before this day begins in Asia/Ho_Chi_Minh; null when no document gives a day.
CREATE TABLE obligations (
    id uuid PRIMARY KEY,
    regime_id uuid NOT NULL REFERENCES reporting_regimes,
    organisation_id uuid NOT NULL REFERENCES organisations,
    year integer NOT NULL,
    period text NOT NULL CHECK (period IN ('half_year', 'year', 'once')),
    due_before_on date,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (regime_id, organisation_id, year, period)
);

CREATE INDEX obligations_due ON obligations (due_before_on, organisation_id);

CREATE TABLE reports (
    id uuid PRIMARY KEY,
    obligation_id uuid NOT NULL UNIQUE REFERENCES obligations,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    round integer NOT NULL,
    first_submitted_at timestamptz,
    accepted_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE report_rounds (
    report_id uuid NOT NULL REFERENCES reports,
    round integer NOT NULL,
    summary text,
    figures jsonb NOT NULL,
    drafted_by text NOT NULL,
    submitted_by text,
    submitted_at timestamptz,
    decided_by text,
    decided_at timestamptz,
    verdict text CHECK (verdict IN ('accepted', 'returned')),
    comment text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (report_id, round)
);
