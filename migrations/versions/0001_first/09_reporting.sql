-- Who owes which report before which day, and the rounds in which it was given. A regime, a reporter or an obligation
-- that the catalog no longer states is closed (`superseded_at`); nothing is owed by it any more, what was given stays.
CREATE TABLE reporting_regimes (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('agency_report', 'consolidation')),
    frequency text NOT NULL CHECK (frequency IN ('half_yearly', 'yearly', 'once', 'periodic')),
    receiver_id uuid NOT NULL REFERENCES organisations,
    other_receiver_ids uuid[] NOT NULL DEFAULT '{}',
    via_id uuid REFERENCES organisations,
    due_before_month integer,
    due_before_day integer,
    due_before_on date,
    first_year integer,
    last_year integer,
    years_source_id uuid REFERENCES sources,
    years_certainty certainty NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT month_and_day CHECK ((due_before_month IS NULL) = (due_before_day IS NULL)),
    CONSTRAINT years_are_sourced CHECK (first_year IS NULL OR years_source_id IS NOT NULL)
);

CREATE TABLE regime_reporters (
    regime_id uuid NOT NULL REFERENCES reporting_regimes,
    organisation_id uuid REFERENCES organisations,
    group_id uuid REFERENCES organisation_groups,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
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
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    UNIQUE (regime_id, organisation_id, year, period)
);

CREATE INDEX obligations_due ON obligations (due_before_on, organisation_id);

CREATE INDEX obligations_organisation ON obligations (organisation_id, year);

-- `…_at` of a report lie on the civil calendar of the product (`TODAY`), `recorded_at` on the machine's clock.
CREATE TABLE reports (
    id uuid PRIMARY KEY,
    obligation_id uuid NOT NULL UNIQUE REFERENCES obligations,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    round integer NOT NULL CHECK (round >= 1),
    first_submitted_at timestamptz,
    accepted_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT accepted_has_its_instant CHECK ((state = 'accepted') = (accepted_at IS NOT NULL)),
    CONSTRAINT submitted_before_decided CHECK (state = 'draft' OR first_submitted_at IS NOT NULL)
);

-- `authors`: everybody who wrote in this round; none of them may sign it.
CREATE TABLE report_rounds (
    report_id uuid NOT NULL REFERENCES reports,
    round integer NOT NULL,
    measured_on date NOT NULL,
    summary text,
    note text,
    authors text[] NOT NULL CHECK (cardinality(authors) > 0),
    submitted_by text,
    submitted_at timestamptz,
    decided_by text,
    decided_at timestamptz,
    verdict text CHECK (verdict IN ('accepted', 'returned')),
    comment text,
    same_organisation boolean,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (report_id, round),
    CONSTRAINT signed_by_another CHECK (submitted_by <> ALL (authors)),
    CONSTRAINT decided_by_another CHECK (decided_by <> ALL (authors) AND decided_by <> submitted_by),
    CONSTRAINT signed_before_decided CHECK (decided_at IS NULL OR submitted_at IS NOT NULL),
    CONSTRAINT return_has_a_comment CHECK (verdict <> 'returned' OR comment <> '')
);

CREATE TABLE report_figures (
    report_id uuid NOT NULL,
    round integer NOT NULL,
    position integer NOT NULL,
    target_id uuid NOT NULL REFERENCES targets,
    numerator numeric,
    denominator numeric CHECK (denominator <> 0),
    value numeric NOT NULL,
    kind text NOT NULL CHECK (kind IN ('estimate', 'final')),
    quality_note text,
    PRIMARY KEY (report_id, round, target_id),
    FOREIGN KEY (report_id, round) REFERENCES report_rounds
);

-- What was signed stays as it was signed: only the decision may still be added, once.
CREATE FUNCTION refuse_signed_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.submitted_at IS NOT NULL AND (old.decided_at IS NOT NULL OR tg_op = 'DELETE'
        OR (old.measured_on, old.summary, old.note, old.authors, old.submitted_by, old.submitted_at)
           IS DISTINCT FROM (new.measured_on, new.summary, new.note, new.authors, new.submitted_by, new.submitted_at))
    THEN
        RAISE EXCEPTION 'round % of report % is signed: % refused', old.round, old.report_id, tg_op
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(new, old);
END $$;

CREATE TRIGGER report_rounds_signed BEFORE UPDATE OR DELETE ON report_rounds
    FOR EACH ROW EXECUTE FUNCTION refuse_signed_change();

-- The constraints above see one round; a text that was returned and sent again is still its first author's.
CREATE FUNCTION refuse_own_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM report_rounds r WHERE r.report_id = new.report_id AND r.round < new.round AND (
        new.submitted_by = ANY (r.authors) OR new.decided_by = ANY (r.authors) OR new.decided_by = r.submitted_by))
    THEN
        RAISE EXCEPTION 'report % is signed or decided on by somebody with a hand in it', new.report_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_persons';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER report_rounds_two_persons BEFORE UPDATE OF submitted_by, decided_by ON report_rounds
    FOR EACH ROW EXECUTE FUNCTION refuse_own_hand();

CREATE FUNCTION refuse_signed_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM report_rounds r WHERE r.submitted_at IS NOT NULL
        AND r.report_id = COALESCE(new.report_id, old.report_id) AND r.round = COALESCE(new.round, old.round))
    THEN
        RAISE EXCEPTION 'the figures of a signed round do not change: % refused', tg_op
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(new, old);
END $$;

CREATE TRIGGER report_figures_signed BEFORE INSERT OR UPDATE OR DELETE ON report_figures
    FOR EACH ROW EXECUTE FUNCTION refuse_signed_figures();
