-- What agencies spend on digital transformation, year by year (plan 187, II.2.5 to II.2.8). The areas and who is asked for
-- what are law; a statement is an agency's whole set for a year, append-only, the last firm one counts.
CREATE TABLE spending_areas (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    position integer NOT NULL,
    name text NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

-- Who is asked for which natures of an area: of its own spending, or of what the whole province spends. Without natures
-- the clause asks for one sum.
CREATE TABLE spending_asks (
    id uuid PRIMARY KEY,
    area_id uuid NOT NULL REFERENCES spending_areas,
    position integer NOT NULL,
    natures text[] NOT NULL CHECK (natures <@ ARRAY['investment', 'recurrent']),
    scope text NOT NULL CHECK (scope IN ('own', 'province')),
    organisation_id uuid REFERENCES organisations,
    group_id uuid REFERENCES organisation_groups,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT asks_somebody CHECK (num_nonnulls(organisation_id, group_id) = 1)
);

-- What share of the budget the law wants spent, in percent.
CREATE TABLE spending_shares (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    percent numeric NOT NULL,
    qualifier text NOT NULL,
    from_year integer NOT NULL,
    to_year integer NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE spending_statements (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    year integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('estimate', 'final')),
    budget_million_vnd numeric CHECK (budget_million_vnd >= 0),
    note text,
    reason text CHECK (reason <> ''),
    firm boolean GENERATED ALWAYS AS (kind = 'final' OR reason IS NOT NULL) STORED,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX spending_statements_vintages ON spending_statements (year, organisation_id, firm, recorded_at, id);

-- Unit: million VND. A nature that is not stated is null; `total` is the sum of those stated, or the one sum of a set
-- that does not tell them apart.
CREATE TABLE spending_amounts (
    statement_id uuid NOT NULL REFERENCES spending_statements,
    area_id uuid NOT NULL REFERENCES spending_areas,
    scope text NOT NULL CHECK (scope IN ('own', 'province')),
    investment numeric CHECK (investment >= 0),
    recurrent numeric CHECK (recurrent >= 0),
    total numeric NOT NULL CHECK (total >= 0),
    PRIMARY KEY (statement_id, area_id, scope),
    CONSTRAINT adds_up CHECK (num_nonnulls(investment, recurrent) = 0
        OR total = coalesce(investment, 0) + coalesce(recurrent, 0))
);

CREATE TRIGGER spending_statements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON spending_statements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER spending_amounts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON spending_amounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Read and recorded as measurements are (25_measurements.sql), but for what is public: none of it is.
ALTER TABLE spending_statements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY spending_statements_system ON spending_statements USING ((SELECT caller_is_system()));

CREATE POLICY spending_statements_read ON spending_statements FOR SELECT USING (
    (SELECT caller_reads_all('measurement')) OR organisation_id = (SELECT caller_own('writes', 'measurement')));

CREATE POLICY spending_statements_record ON spending_statements FOR INSERT WITH CHECK (
    organisation_id = (SELECT caller_own('writes', 'measurement')));

ALTER TABLE spending_amounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY spending_amounts_system ON spending_amounts USING ((SELECT caller_is_system()));

CREATE POLICY spending_amounts_read ON spending_amounts FOR SELECT USING (
    (SELECT caller_reads_all('measurement')) OR EXISTS (SELECT FROM spending_statements s WHERE s.id = statement_id));

CREATE POLICY spending_amounts_record ON spending_amounts FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM spending_statements s
        WHERE s.id = statement_id AND s.organisation_id = (SELECT caller_own('writes', 'measurement'))));
